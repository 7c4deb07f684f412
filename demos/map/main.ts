/** The lab: a map that fills in from coarse to fine, and the wall under the pointer. */
import type { Backend } from 'spinmotive';
import { prepare, theme, type Theme } from '../shared/theme.js';
import { drawMap, type MapPicture } from './chart.js';
import { controls, element, type Choice } from './controls.js';
import { commandOf, csvOf, nameOf, save } from './exports.js';
import { frameOf, shareAt } from './frame.js';
import { keyOf, levelsTo, neighbour, newOf, placeOf, seenAt, type Place } from './lattice.js';
import type { Done, Failed, Level, Series } from './messages.js';
import { Pool } from './pool.js';
import { Progress } from './progress.js';
import { shown } from './quantities.js';
import { drawCurves, showNumbers, words } from './readout.js';
import { pointScene, sweepScene } from './scene.js';
import { SeriesRuns } from './series.js';
import { thresholds } from './theory.js';

/** What the page shows, for a look from the browser's console: `map.points`. */
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
    map: MapLab;
  }
}

const canvas = element<HTMLCanvasElement>('map');
const progress = new Progress();
const series = new SeriesRuns(fail);
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

const has = (place: Place): boolean => points.has(keyOf(place));
const pointAt = (place: Place | null): Done | null => (place && points.get(keyOf(place))) ?? null;

function change(next: Choice): void {
  const [before, after] = [choice, next].map(({ study, backend, finest }) => ({ study: JSON.stringify(study), backend, finest }));
  choice = next;
  if (before.study !== after.study) select(null);
  if (JSON.stringify(before) === JSON.stringify(after)) draw();
  else start();
}

/** Runs what is missing of the map that is chosen. */
function start(): void {
  pool?.stop();
  points = pointsOf(choice);
  const { study, finest, backend } = choice;
  const levels = levelsTo(finest).map((side): Level => ({ side, scene: sweepScene(study, side), points: newOf(side).filter((index) => !has(placeOf(side, index))) }));
  const missing = levels.reduce((sum, level) => sum + level.points.length, 0);
  window.map = { state: 'running', choice, points: [...points.values()], selected: null, series: null, backend: null };
  element('error').textContent = '';
  element('command').textContent = commandOf(study, finest);
  progress.start(finest * finest, finest * finest - missing);
  pool = missing === 0 ? null : new Pool(levels.filter((level) => level.points.length > 0), backend, {
    chosen: (chosen, workers) => {
      window.map.backend = chosen;
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
  window.map.state = 'done';
  pool?.stop();
  pool = null;
  progress.over();
  offer();
}

function fail({ message, foreseen }: Failed): void {
  window.map.state = 'failed';
  progress.halt();
  element('error').textContent = message;
  // What the library foresees is for the reader; anything else is for the console too.
  if (!foreseen) console.error(message);
  offer();
}

/** What can be done at this moment. */
function offer(): void {
  const { state } = window.map;
  const button = element<HTMLButtonElement>('pause');
  button.textContent = state === 'paused' ? 'Continue' : state === 'failed' ? 'Try again' : 'Pause';
  button.disabled = state === 'done';
}

element('pause').addEventListener('click', () => {
  if (window.map.state === 'failed') {
    start();
    return;
  }
  const pausing = window.map.state === 'running';
  window.map.state = pausing ? 'paused' : 'running';
  if (pausing) pool?.pause();
  else pool?.continue();
  progress.pause(pausing);
  offer();
});

function pictureNow(marked: Place | null): MapPicture {
  const { study, quantity } = choice;
  return {
    ...shown(quantity, [...points.values()]),
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
    drawMap(context, width, height, pictureNow(selected), colours);
    Object.assign(window.map, { choice, points: [...points.values()], selected: pointAt(selected) });
    drawPoint(colours);
  });
}

function drawPoint(colours: Theme): void {
  const point = pointAt(selected);
  if (point) drawCurves(choice.study, point, window.map.series, colours);
}

function select(place: Place | null): void {
  if (place && selected && keyOf(place) === keyOf(selected)) return;
  selected = place;
  const point = pointAt(place);
  const { study } = choice;
  if (window.map) window.map.series = null;
  element('point').hidden = point === null;
  element('no-point').hidden = point !== null;
  if (point) {
    showNumbers(study, point);
    series.ask(pointScene(study, point.beta, point.drive), (curves) => {
      window.map.series = curves;
      draw();
    });
  }
  draw();
}

function placeUnder({ offsetX, offsetY }: MouseEvent): Place | null {
  const share = shareAt(frameOf(canvas.clientWidth, canvas.clientHeight), offsetX, offsetY);
  return share && seenAt(...share, has);
}

canvas.addEventListener('pointermove', (event) => {
  const place = placeUnder(event);
  if (place) select(place);
});
canvas.addEventListener('click', (event) => {
  const place = placeUnder(event);
  if (!place) return;
  select(place);
  // A finger cannot hover: it looks, and the link in the panel opens.
  if ((event as PointerEvent).pointerType !== 'touch') element('open').click();
});

const ARROWS: Readonly<Record<string, readonly [rows: number, columns: number]>> = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

canvas.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && selected) element('open').click();
  const arrow = ARROWS[event.key];
  if (!arrow) return;
  event.preventDefault();
  const place = selected ? neighbour(selected, ...arrow, has) : seenAt(0.5, 0.5, has);
  if (!place) return;
  select(place);
  const point = pointAt(place);
  if (point) element('heard').textContent = `${words(choice.study, point)}: ${point.failure ?? `${point.regime}, ${point.velocity?.toFixed(1)} metres per second`}`;
});

element('save-csv').addEventListener('click', () => save(`${nameOf(choice.study, choice.finest)}.csv`, new Blob([csvOf(choice.study, [...points.values()])], { type: 'text/csv' })));
element('save-scene').addEventListener('click', () => save(`${nameOf(choice.study, choice.finest)}.json`, new Blob([`${JSON.stringify(sweepScene(choice.study, choice.finest), null, 2)}\n`], { type: 'application/json' })));
element('save-png').addEventListener('click', () => {
  const [width, height, ratio] = [720, 780, 2];
  const picture = Object.assign(document.createElement('canvas'), { width: width * ratio, height: height * ratio });
  const context = picture.getContext('2d');
  if (!context) return;
  const colours = theme();
  context.scale(ratio, ratio);
  context.fillStyle = colours.card;
  context.fillRect(0, 0, width, height);
  drawMap(context, width, height, pictureNow(null), colours);
  picture.toBlob((blob) => blob && save(`${nameOf(choice.study, choice.finest)}-${choice.quantity}.png`, blob));
});

start();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
new ResizeObserver(draw).observe(canvas);
