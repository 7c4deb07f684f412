/** The lab: a map that fills in from coarse to fine, and the wall under the pointer. */
import type { Backend } from 'spinmotive';
import { Address } from '../shared/address.js';
import { copy } from '../shared/copy.js';
import { commandLine } from '../shared/exports.js';
import { History } from '../shared/history.js';
import { listenForKeys } from '../shared/keys.js';
import { same, sceneLinks } from '../shared/link.js';
import { element } from '../shared/page.js';
import { backendNotice } from '../shared/status.js';
import { prepare, theme } from '../shared/theme.js';
import { drawMap, type MapPicture } from './chart.js';
import { listenToControls, showChoice } from './controls.js';
import { nameOf } from './exports.js';
import { Filling, type State } from './filling.js';
import { keyOf, type Place } from './lattice.js';
import type { Done, Failed, Series } from './messages.js';
import { pointing } from './pointing.js';
import { PRESETS, SETTINGS } from './presets.js';
import { Progress } from './progress.js';
import { shown } from './quantities.js';
import { drawCurves, showNumbers, spoken } from './readout.js';
import { pointScene } from './scene.js';
import { SeriesRuns } from './series.js';
import { checkSettings, studyOf, type Choice } from './settings.js';
import { listenToExports } from './takeAlong.js';
import { thresholds } from './theory.js';

/** What the page shows, for a look from the browser's console: `mapLab.points`. */
export interface MapLab {
  state: State;
  choice: Choice;
  /** As they came. */
  points: readonly Done[];
  selected: Done | null;
  series: Series | null;
  backend: Backend | null;
}

declare global {
  interface Window {
    mapLab: MapLab;
  }
}

/** ms without a change of a slider before another map starts. */
const PAUSE = 250;

const canvas = element<HTMLCanvasElement>('map');
const address = new Address(sceneLinks(SETTINGS, (preset) => PRESETS[preset].name, checkSettings));
const choices = new History(await address.open());
const progress = new Progress();
const series = new SeriesRuns((failure) => {
  if (failure.message !== filling.at(selected)?.failure) element('point-error').append(` Its curves stop here: ${failure.message}.`);
  report(failure);
});
/** What is shown: what is chosen, but while a slider is moved. */
let choice = choices.current;
const filling = new Filling(choice, {
  points: draw,
  ahead: (ahead) => {
    progress.ahead(ahead, filling.points().length);
    draw();
  },
  state: mark,
  failed: (failure) => {
    element('error').textContent = failure.message;
    report(failure);
  },
  lost: () => {
    lost = 'The GPU device was lost; the map goes on with a new one, from the points there are. ';
  },
  another: () => {
    lost = 'The GPU device was lost, and there is no other like it; the map began anew. ';
    unselect();
  },
});

let selected: Place | null = null;
let drawing = 0;
let pending = 0;
/** A sentence on a device that was lost in this map. */
let lost = '';

/** What the library foresees is for the reader; anything else is for the console too. */
function report({ message, foreseen }: Failed): void {
  if (!foreseen) console.error(message);
}

/** Shows what is chosen, and runs what is missing of it. */
function start(): void {
  element('error').textContent = '';
  filling.start(choice);
}

/** What the page says of the state of things, and what can be done. */
function mark(): void {
  const { state, held, over, backend } = filling;
  Object.assign(window.mapLab, { state, choice, points: filling.points(), backend });
  element('run').textContent = over ? 'Run again' : held ? 'Run' : 'Pause';
  element<HTMLButtonElement>('step').disabled = over;
  element('notice').textContent = lost + (backend ? backendNotice(backend) : '');
  const { scene, backend: asked } = choice;
  element('command').textContent = commandLine(nameOf(scene, scene.finest), backend ?? { kind: asked === 'gpu' ? 'gpu' : 'cpu' });
  draw();
}

function pictureNow(marked: Place | null): MapPicture {
  const { drive, reach, ratio, alpha, show } = choice.scene;
  return {
    ...shown(show, filling.points()),
    note: `\u03b1 = ${alpha}`,
    x: { title: drive === 'field' ? [['Field  B / B', 'W']] : [['Drift velocity of the electrons  u / u', 'c']], end: reach },
    y: { title: [['\u03b2 / \u03b1']], end: ratio },
    lines: thresholds(drive, reach, ratio),
    selected: marked,
  };
}

/** At the next drawing of the page. */
function draw(): void {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    const { scene } = choice;
    const { state, backend, workers } = filling;
    const points = filling.points();
    const point = filling.at(selected);
    const colours = theme();
    const { context, width, height } = prepare(canvas);
    drawMap(context, width, height, pictureNow(selected), colours);
    if (point) drawCurves(scene, point, window.mapLab.series, colours);
    progress.show({ state, alpha: scene.alpha, total: scene.finest ** 2, points, backend, workers, selected: point });
    Object.assign(window.mapLab, { choice, points, selected: point });
  });
}

function select(place: Place, aloud: boolean): void {
  const point = filling.at(place);
  if (!point || (selected && keyOf(place) === keyOf(selected))) return;
  selected = place;
  const { scene } = choice;
  showSeries(null);
  showNumbers(scene, point);
  if (aloud) element('heard').textContent = spoken(scene, point);
  series.ask(pointScene(scene, point.beta, point.drive), showSeries);
  draw();
}

function showSeries(curves: Series | null): void {
  window.mapLab.series = curves;
  for (const id of ['save-wall-table', 'save-wall-m']) element<HTMLButtonElement>(id).disabled = !curves?.whole;
  draw();
}

function unselect(): void {
  selected = null;
  window.mapLab.series = null;
  series.forget();
  element('point').hidden = true;
  element('no-point').hidden = false;
}

function runOrPause(): void {
  if (!filling.over && !filling.held) return filling.hold();
  element('error').textContent = '';
  filling.run();
  if (!filling.at(selected)) unselect();
}

function reset(): void {
  lost = '';
  element('error').textContent = '';
  filling.reset();
  unselect();
}

function undo(): void {
  if (!choices.canUndo) return;
  choices.undo();
  chosen(false);
}

/** @param soon whether more changes may follow at once */
function chosen(soon: boolean): void {
  showChoice(choices.current);
  element<HTMLButtonElement>('undo').disabled = !choices.canUndo;
  element('refused').textContent = '';
  clearTimeout(pending);
  pending = window.setTimeout(() => {
    void address.show(choices.current);
    changed();
  }, soon ? PAUSE : 0);
}

/** The map is another, or is shown in another way. */
function changed(): void {
  const before = choice;
  choice = choices.current;
  const another = before.backend !== choice.backend || !same(studyOf(before.scene), studyOf(choice.scene));
  if (another) {
    lost = '';
    unselect();
  }
  if (another || before.scene.finest !== choice.scene.finest) start();
  mark();
  if (!filling.at(selected)) unselect();
}

async function copyCommand(): Promise<void> {
  if (await copy(element('command').textContent ?? '', say)) say('The command is copied.');
}

function say(words: string): void {
  element('said').textContent = words;
}

window.mapLab = { state: 'starting', choice, points: [], selected: null, series: null, backend: null };
listenToControls(choices, chosen);
listenToExports(() => ({ settings: choice.scene, points: filling.points(), picture: pictureNow(null), selected: filling.at(selected), whole: window.mapLab.series?.whole ?? null }), say);
pointing(canvas, { has: (place) => filling.at(place) !== null, select, selected: () => selected, open: () => element('open').click() });
const copyLink = () => address.copy(choices.current, say);
for (const [id, act] of [['run', runOrPause], ['step', () => filling.step()], ['reset', reset], ['undo', undo], ['copy-link', copyLink]] as const) element(id).addEventListener('click', () => void act());
element('copy-command').addEventListener('click', () => void copyCommand());
element('keys').addEventListener('click', () => element<HTMLDialogElement>('help').showModal());
listenForKeys(
  [
    { key: ' ', does: 'run or pause', act: runOrPause },
    { key: '.', does: 'one point on', act: () => filling.step() },
    { key: 'r', does: 'back to an empty map', act: reset },
    { key: 'u', does: 'undo the last change of the settings', act: undo },
  ],
  element<HTMLDialogElement>('help'),
);

/** Whether the map was held because nobody saw the page. */
let unseen = false;
function seen(): void {
  if (document.hidden && !filling.held && !filling.over) {
    unseen = true;
    filling.hold();
  } else if (!document.hidden && unseen) {
    unseen = false;
    filling.run();
  }
}
document.addEventListener('visibilitychange', seen);
address.listen((asked) => {
  clearTimeout(pending);
  choices.change(asked);
  showChoice(choices.current);
  element<HTMLButtonElement>('undo').disabled = !choices.canUndo;
  changed();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
new ResizeObserver(draw).observe(canvas);
showChoice(choices.current);
if (document.hidden) {
  unseen = true;
  filling.held = true;
}
start();
