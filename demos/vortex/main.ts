/** The lab: a vortex that runs, drawn straight from the solver's memory, with its orbit, its voltages and its spectrum. */
import { RunError, SceneError, type Backend, type SceneInput } from 'spinmotive';
import { numberText } from '../shared/numbers.js';
import { theme } from '../shared/theme.js';
import type { Point } from '../shared/view/camera.js';
import { FilmView } from '../shared/view/filmView.js';
import { listen } from '../shared/view/gestures.js';
import { drawWheel } from '../shared/view/wheel.js';
import { drawChart } from './chart.js';
import { controls, element } from './controls.js';
import { drawOrbit } from './orbit.js';
import { Runner, type Progress } from './run.js';
import { CELL, CELLS, MATERIAL, SIZE, THICKNESS } from './scene.js';
import { gyration, SPAN, spectrum, type Gyration, type Spectrum } from './spectrum.js';
import { gyrationFrequency } from './thiele.js';
import { emptyTrace, type Trace } from './trace.js';

/** What the page shows, for a look from the browser's console: `vortex.trace.x`, `copy(JSON.stringify(vortex.scene))`. SI units. */
export interface Lab {
  state: 'starting' | 'running' | 'paused' | 'failed';
  scene: SceneInput | null;
  trace: Trace;
  time: number;
  gyration: Gyration | null;
  /** Hz */
  thiele: number | null;
  backend: Backend | null;
  /** [cells * 3], read back as it stands. */
  magnetization(): Promise<Float64Array>;
  /** CSS px on the page of a place in cells. */
  onPage(x: number, y: number): readonly [number, number];
}

declare global {
  interface Window {
    vortex: Lab;
  }
}

const NS = 1e-9;
const NM = 1e-9;
/** s of the voltages that are seen. */
const SEEN = 6e-9;
/** ms between two workings-out of the spectrum. */
const SPECTRUM_EVERY = 250;
/** The core is put no nearer to the edge than this share of the radius. */
const NEAREST = 0.85;

const over = element<HTMLCanvasElement>('over');
let paused = new URLSearchParams(location.search).has('paused');
let target: Point | null = null;
let latest: Progress | null = null;
let lines: Spectrum | null = null;
let analysed = 0;
/** Simulated and real s of late, for the rate. */
let clock = { time: 0, steps: 0, at: 0, text: '' };

const view = new FilmView(element('film'), over, { cells: [CELLS, CELLS], cellSize: [CELL, CELL] }, (context, camera) => {
  drawOrbit(context, camera, latest?.trace ?? emptyTrace(), target, theme());
  drawCurves();
});
const runner = new Runner(view, starting, progressed, failed);
const { choice, place } = controls((next, anew) => runner.run(next, anew));

window.vortex = {
  state: 'starting',
  scene: null,
  trace: emptyTrace(),
  time: 0,
  gyration: null,
  thiele: null,
  backend: null,
  magnetization: () => runner.magnetization(),
  onPage(x, y) {
    const box = over.getBoundingClientRect();
    const [px, py] = view.camera.toScreen([x, y]);
    return [box.left + px, box.top + py];
  },
};

function starting(): void {
  window.vortex.state = 'starting';
  element('error').textContent = '';
  element('engine').textContent = 'starting \u2026';
}

function progressed(progress: Progress): void {
  if (progress.time < (latest?.time ?? 0)) lines = null;
  latest = progress;
  target = null;
  const { trace, time, scene, backend, gamma } = progress;
  const now = performance.now();
  if (now - analysed > SPECTRUM_EVERY || paused || !lines) {
    analysed = now;
    lines = spectrum(trace);
    const found = lines && gyration(lines);
    const thiele = scene.geometry?.shape === 'disk' ? Math.sign(trace.polarity.at(-1) ?? 1) * gyrationFrequency(MATERIAL.Ms, SIZE / 2, THICKNESS, gamma) : null;
    Object.assign(window.vortex, { gyration: found, thiele });
    element('gyration').textContent = found ? `${gyrationText(found.frequency)}, radius ${numberText(found.radius / NM)} nm` : lines ? 'stands still' : '\u2026';
    element('thiele').textContent = thiele === null ? 'no closed form for a square' : gyrationText(thiele);
  }
  Object.assign(window.vortex, { state: paused ? 'paused' : 'running', scene, trace, time, backend });
  element('engine').textContent = engineText(backend);
  element('core-text').textContent = coreText(trace);
  element('progress').textContent = progressText(progress, now);
}

function failed(error: unknown): void {
  window.vortex.state = 'failed';
  target = null;
  element('error').textContent = error instanceof Error ? error.message : String(error);
  element('engine').textContent = '';
  // What the library foresees is for the reader; anything else is for the console too.
  if (!(error instanceof SceneError || error instanceof RunError)) console.error(error);
}

const gyrationText = (frequency: number) => `${Math.round(Math.abs(frequency) / 1e6)} MHz ${frequency > 0 ? 'counter-clockwise' : 'clockwise'}`;

function coreText({ x, y, polarity }: Trace): string {
  const [px, py] = [x.at(-1) ?? NaN, y.at(-1) ?? NaN];
  if (!Number.isFinite(px)) return 'none to be seen';
  const off = (value: number) => ((value - SIZE / 2) / NM).toFixed(1).replace('-', '\u2212');
  return `${(polarity.at(-1) ?? 1) > 0 ? 'up' : 'down'}, at (${off(px)}, ${off(py)}) nm from the middle`;
}

function engineText({ kind, adapter, software, reason }: Backend): string {
  const name = kind === 'cpu' ? 'float64 on the CPU' : `WebGPU on ${adapter}${software ? ' (software)' : ''}`;
  return reason === 'asked for' ? name : `${name}: ${reason}`;
}

function progressText({ time, steps }: Progress, now: number): string {
  const seconds = (now - clock.at) / 1000;
  if (time < clock.time || seconds > 1) {
    const fresh = time >= clock.time && seconds < 3 && !paused;
    const text = fresh ? `, ${numberText((time - clock.time) / NS / seconds)} ns and ${Math.round((steps - clock.steps) / seconds).toLocaleString('en')} steps a second` : '';
    clock = { time, steps, at: now, text };
  }
  return `${(time / NS).toFixed(2)} ns, ${steps.toLocaleString('en')} steps${clock.text}`;
}

function drawCurves(): void {
  const colours = theme();
  const { t, emf, across } = latest?.trace ?? emptyTrace();
  const last = t.at(-1) ?? 0;
  const from = Math.max(0, last - SEEN);
  const first = Math.max(0, t.findIndex((time) => time >= from) - 1);
  const x = t.slice(first).map((time) => time / NS);
  const volts = (values: readonly number[]) => values.slice(first).map((value) => value / 1e-6);
  drawChart(element<HTMLCanvasElement>('voltage'), {
    title: 'Voltages of the core',
    unit: '\u00b5V',
    x: { from: from / NS, to: (from + SEEN) / NS, unit: 'ns' },
    lines: [
      { name: 'probes', colour: colours.accent, x, y: volts(across) },
      { name: 'emf', colour: getComputedStyle(document.documentElement).getPropertyValue('--second'), x, y: volts(emf) },
    ],
    least: 0.2,
    positive: false,
    marks: [],
  }, colours);
  const { thiele } = window.vortex;
  drawChart(element<HTMLCanvasElement>('spectrum'), {
    title: 'Spectrum of the orbit',
    unit: 'nm',
    x: { from: -SPAN / 1e9, to: SPAN / 1e9, unit: 'GHz' },
    lines: lines ? [{ name: '', colour: colours.accent, x: lines.frequency.map((f) => f / 1e9), y: lines.radius.map((r) => r / NM) }] : [],
    halves: ['clockwise', 'counter-clockwise'],
    least: 1,
    positive: true,
    marks: thiele === null ? [] : [{ x: thiele / 1e9, text: 'Thiele' }],
  }, colours);
}

/** A place within the dot, in cells. */
function within([x, y]: Point, shape: 'disk' | 'square'): Point {
  const half = CELLS / 2;
  const off = [x - half, y - half];
  const far = (shape === 'disk' ? Math.hypot(...off) : Math.max(...off.map(Math.abs))) / (NEAREST * half);
  return far > 1 ? [half + off[0] / far, half + off[1] / far] : [x, y];
}

const shapeNow = () => (latest?.scene.geometry?.shape === 'rectangle' ? 'square' : 'disk');
const nanometre = (cells: number) => Number((cells * CELL).toPrecision(4));
const moving = () => document.querySelector<HTMLInputElement>('[name=tool]:checked')?.value === 'move';

const toolChanged = listen(over, {
  camera: view.camera,
  panning: moving,
  drag(at, done) {
    target = at && within(at, shapeNow());
    if (target && done) place([nanometre(target[0]), nanometre(target[1])]);
    view.redraw();
  },
  step(dx, dy) {
    const { trace } = window.vortex;
    const core: Point = target ?? [(trace.x.at(-1) ?? SIZE / 2) / CELL, (trace.y.at(-1) ?? SIZE / 2) / CELL];
    if (!core.every(Number.isFinite)) return;
    target = within([Math.round(core[0] + dx), Math.round(core[1] + dy)], shapeNow());
    place([nanometre(target[0]), nanometre(target[1])]);
  },
});
for (const radio of document.querySelectorAll<HTMLInputElement>('[name=tool]')) radio.addEventListener('change', () => {
  over.classList.toggle('moves', moving());
  toolChanged();
});
element('in').addEventListener('click', () => view.camera.zoomBy(1.5));
element('out').addEventListener('click', () => view.camera.zoomBy(1 / 1.5));
element('fit').addEventListener('click', () => view.camera.fit());
element('arrows').addEventListener('change', () => view.showArrows(element<HTMLInputElement>('arrows').checked));

function pause(now: boolean): void {
  paused = now;
  element('pause').textContent = paused ? 'Run' : 'Pause';
  // It is paused when the solver says so, at the end of its chunk.
  if (!paused && window.vortex.state === 'paused') window.vortex.state = 'running';
  runner.pause(paused);
}
element('pause').addEventListener('click', () => pause(!paused));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => view.redraw());

drawWheel(element<HTMLCanvasElement>('wheel'));
element('pause').textContent = paused ? 'Run' : 'Pause';
runner.pause(paused);
runner.run(choice, true);
