/** The lab: a map that fills in from coarse to fine, and the wall under the pointer. */
import type { Backend } from 'spinmotive';
import { commandLine, save, sceneText } from '../shared/exports.js';
import { element } from '../shared/page.js';
import { prepare, theme } from '../shared/theme.js';
import { drawMap, type MapPicture } from './chart.js';
import { controls, type Choice } from './controls.js';
import { csvOf, nameOf, pictureOf } from './exports.js';
import { keyOf, levelsTo, newOf, placeOf, type Place } from './lattice.js';
import type { Done, Failed, Level, Series } from './messages.js';
import { pointing } from './pointing.js';
import { Pool } from './pool.js';
import { Progress } from './progress.js';
import { shown } from './quantities.js';
import { drawCurves, showNumbers, spoken } from './readout.js';
import { pointScene, sweepScene } from './scene.js';
import { SeriesRuns } from './series.js';
import { thresholds } from './theory.js';

/** What the page shows, for a look from the browser's console: `mapLab.points`. */
export interface MapLab {
  state: 'running' | 'paused' | 'done' | 'failed';
  choice: Choice;
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

const canvas = element<HTMLCanvasElement>('map');
const progress = new Progress();
const series = new SeriesRuns(complain);
/** Points of every study that was looked at, by study and engine and then by place: going back to one goes on with it. */
const studies = new Map<string, Map<number, Done>>();

let choice = controls(change);
let points = pointsOf(choice);
let pool: Pool | null = null;
let selected: Place | null = null;
let drawing = 0;

function pointsOf({ study, backend }: Choice): Map<number, Done> {
  const key = JSON.stringify([study, backend]);
  const known = studies.get(key) ?? new Map<number, Done>();
  studies.set(key, known);
  return known;
}

/** Of the levels that are asked for: there may be finer ones, from before. */
const pointsShown = (): Done[] => [...points.values()].filter(({ side }) => side <= choice.finest);
function pointAt(place: Place | null): Done | null {
  const point = (place && points.get(keyOf(place))) ?? null;
  return point && point.side <= choice.finest ? point : null;
}
const has = (place: Place): boolean => pointAt(place) !== null;

function change(next: Choice): void {
  const [before, after] = [choice, next].map(({ study, backend, finest }) => ({ study: JSON.stringify(study), backend, finest }));
  choice = next;
  if (before.study !== after.study || before.backend !== after.backend) unselect();
  if (JSON.stringify(before) === JSON.stringify(after)) draw();
  else start();
  if (!pointAt(selected)) unselect();
}

/** Runs what is missing of the map that is chosen. */
function start(): void {
  pool?.stop();
  points = pointsOf(choice);
  const { study, finest, backend } = choice;
  const levels = levelsTo(finest).map((side): Level => ({ side, scene: sweepScene(study, side), points: newOf(side).filter((index) => !has(placeOf(side, index))) }));
  const missing = levels.reduce((sum, level) => sum + level.points.length, 0);
  window.mapLab = { state: 'running', choice, points: pointsShown(), selected: pointAt(selected), series: window.mapLab?.series ?? null, backend: null };
  element('error').textContent = '';
  element('command').textContent = commandLine(nameOf(study, finest), { kind: 'cpu' });
  progress.start(finest * finest, finest * finest - missing);
  pool = missing === 0 ? null : new Pool(levels.filter((level) => level.points.length > 0), backend, {
    chosen: (chosen, workers) => {
      window.mapLab.backend = chosen;
      progress.engine(chosen, workers);
    },
    point: (point) => {
      points.set(keyOf(placeOf(point.side, point.index)), point);
      progress.add();
      draw();
    },
    ahead: (ahead) => progress.ahead(ahead),
    over,
    failed: fail,
  });
  if (missing === 0) over();
  offer();
  draw();
}

function over(): void {
  window.mapLab.state = 'done';
  pool?.stop();
  pool = null;
  progress.over();
  offer();
}

function fail(failure: Failed): void {
  window.mapLab.state = 'failed';
  progress.halt();
  complain(failure);
  offer();
}

function complain({ message, foreseen }: Failed): void {
  element('error').textContent = message;
  // What the library foresees is for the reader; anything else is for the console too.
  if (!foreseen) console.error(message);
}

/** What can be done at this moment. */
function offer(): void {
  const { state } = window.mapLab;
  const button = element<HTMLButtonElement>('pause');
  button.textContent = state === 'paused' ? 'Continue' : state === 'failed' ? 'Try again' : 'Pause';
  button.disabled = state === 'done';
}

element('pause').addEventListener('click', () => {
  if (window.mapLab.state === 'failed') {
    start();
    return;
  }
  const pausing = window.mapLab.state === 'running';
  window.mapLab.state = pausing ? 'paused' : 'running';
  if (pausing) pool?.pause();
  else pool?.continue();
  progress.pause(pausing);
  offer();
});

function pictureNow(marked: Place | null): MapPicture {
  const { study, quantity } = choice;
  return {
    ...shown(quantity, pointsShown()),
    note: `\u03b1 = ${study.alpha}`,
    x: { title: study.drive === 'field' ? [['Field  B / B', 'W']] : [['Drift velocity of the electrons  u / u', 'c']], end: study.reach },
    y: { title: [['\u03b2 / \u03b1']], end: study.ratio },
    lines: thresholds(study.drive, study.reach, study.ratio),
    selected: marked,
  };
}

/** At the next drawing of the page. */
function draw(): void {
  drawing ||= requestAnimationFrame(() => {
    drawing = 0;
    const colours = theme();
    const { context, width, height } = prepare(canvas);
    const point = pointAt(selected);
    drawMap(context, width, height, pictureNow(selected), colours);
    if (point) drawCurves(choice.study, point, window.mapLab.series, colours);
    Object.assign(window.mapLab, { choice, points: pointsShown(), selected: point });
  });
}

function select(place: Place, aloud: boolean): void {
  const point = pointAt(place);
  if (!point || (selected && keyOf(place) === keyOf(selected))) return;
  selected = place;
  window.mapLab.series = null;
  const { study } = choice;
  showNumbers(study, point);
  if (aloud) element('heard').textContent = spoken(study, point);
  series.ask(pointScene(study, point.beta, point.drive), (curves) => {
    window.mapLab.series = curves;
    draw();
  });
  draw();
}

function unselect(): void {
  selected = null;
  series.forget();
  element('point').hidden = true;
  element('no-point').hidden = false;
}

pointing(canvas, { has, select, selected: () => selected, open: () => element('open').click() });

const fileName = () => nameOf(choice.study, choice.finest);
element('save-csv').addEventListener('click', () => save(`${fileName()}.csv`, csvOf(choice.study, pointsShown()), 'text/csv'));
element('save-scene').addEventListener('click', () => save(`${fileName()}.json`, sceneText(sweepScene(choice.study, choice.finest)), 'application/json'));
element('save-png').addEventListener('click', () => void pictureOf(pictureNow(null), theme()).then((png) => save(`${fileName()}-${choice.quantity}.png`, png, 'image/png')));

start();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
new ResizeObserver(draw).observe(canvas);
