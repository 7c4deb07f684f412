/** The lab: a run at a time, drawn as it goes, and compared with theory. */
import { RunError, SceneError } from 'spinmotive';
import { controls, element, type Choice } from './controls.js';
import { measure, type Curves } from './means.js';
import { numberText } from '../shared/numbers.js';
import { drawPlot, type Plot } from '../shared/plot.js';
import { frames, type Frame } from './run.js';
import { wallScene, type WallScene } from './scene.js';
import { drawWire } from './strip.js';
import { theme } from '../shared/theme.js';
import { expected, type Means, type Theory } from './theory.js';

/** What the page shows, for a look from the browser's console: `lab.curves.x`, `copy(JSON.stringify(lab.scene))`. */
export interface Lab {
  state: 'starting' | 'running' | 'done' | 'failed';
  scene: WallScene;
  /** Of the state shown last; SI units. */
  curves: Curves;
  time: number;
  backend: Frame['backend'] | null;
}

declare global {
  interface Window {
    lab: Lab;
  }
}

const PER_NS = 1e-9;
const DEGREE = Math.PI / 180;

let stop = () => {};
let finished: Promise<void> = Promise.resolve();
let redraw = () => {};

/** Ends the run there is, waits until its engine is free, and starts the next. */
function start(choice: Choice): void {
  stop();
  const controller = new AbortController();
  stop = () => controller.abort();
  finished = finished.then(() => run(choice, controller.signal));
}

async function run({ settings, backend }: Choice, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const scene = wallScene(settings);
  window.lab = { state: 'starting', scene, curves: { t: [], x: [], phi: [], emf: [], pumped: [] }, time: 0, backend: null };
  element('engine').textContent = 'starting \u2026';
  element('error').textContent = '';
  const started = performance.now();
  let from: number | null = null;
  try {
    for await (const frame of frames(scene, backend)) {
      if (signal.aborted) return;
      redraw = () => {
        from = draw(scene, frame, from);
      };
      redraw();
      element('engine').textContent = engineText(frame);
      element('progress').textContent = progressText(scene, frame, started);
      element<HTMLProgressElement>('bar').value = frame.time / scene.run.duration;
      const { curves, time, done } = frame;
      window.lab = { state: done ? 'done' : 'running', scene, curves, time, backend: frame.backend };
    }
  } catch (error) {
    window.lab = { ...window.lab, state: 'failed' };
    element('error').textContent = error instanceof Error ? error.message : String(error);
    // What the library foresees is for the reader; anything else is for the console too.
    if (!(error instanceof SceneError || error instanceof RunError)) console.error(error);
  }
}

function engineText({ backend }: Frame): string {
  const name = backend.kind === 'cpu' ? 'float64 on the CPU' : `WebGPU on ${backend.adapter}${backend.software ? ' (software)' : ''}`;
  return backend.reason === 'asked for' ? name : `${name}: ${backend.reason}`;
}

function progressText(scene: WallScene, { time, steps, done }: Frame, started: number): string {
  const rate = steps / ((performance.now() - started) / 1000);
  const end = numberText(scene.run.duration / PER_NS);
  return `${done ? '' : `${(time / PER_NS).toFixed(1)} of `}${end} ns simulated, ${steps.toLocaleString('en')} steps, ${Math.round(rate).toLocaleString('en')} a second`;
}

/** @returns the left end of the wire that is seen, m */
function draw(scene: WallScene, { curves, m, gamma }: Frame, from: number | null): number | null {
  const colours = theme();
  const theory = expected(scene, gamma);
  const [x0, phi0] = [curves.x[0] ?? 0, curves.phi[0] ?? 0];
  const x = curves.t.map((t) => t / PER_NS);
  const end = scene.run.duration / PER_NS;
  const plots: Record<string, Omit<Plot, 'x' | 'end'>> = {
    position: { title: 'Wall position', unit: 'nm', least: 1, y: scaled(curves.x, 1e-9), expected: (t) => (x0 + theory.velocity * t * PER_NS) / 1e-9 },
    angle: { title: 'Wall angle \u03c6', unit: 'degrees', least: 10, steps: [5, 15, 30, 45, 90, 180, 360, 720, 1440, 3600, 7200, 18000, 36000], y: scaled(curves.phi, DEGREE), expected: (t) => (theory.angle ?? phi0 + theory.turning * t * PER_NS) / DEGREE },
    emf: { title: 'Emf of the wall', unit: '\u00b5V', least: 1e-3, y: scaled(curves.emf, 1e-6), expected: () => theory.emf / 1e-6 },
    pumped: { title: 'Pumped current', unit: 'nA', least: 1e-3, y: scaled(curves.pumped, 1e-9), expected: () => theory.pumped / 1e-9 },
  };
  for (const [id, plot] of Object.entries(plots)) drawPlot(element<HTMLCanvasElement>(id), { ...plot, x, end }, colours);
  compare(curves, theory);
  const last = curves.t.length - 1;
  if (last < 0) return from;
  return drawWire(element<HTMLCanvasElement>('wire'), { m, cell: scene.grid.cellSize[0], wall: curves.x[last], phi: curves.phi[last] }, from, colours);
}

const scaled = (values: readonly number[], unit: number) => values.map((value) => value / unit);

function compare(curves: Curves, theory: Theory): void {
  const latest = measure(curves);
  // To and fro within a half-turn says nothing about the mean.
  const measured = theory.angle !== null || latest?.halfTurns ? latest : null;
  const turns = theory.angle !== null ? 'settles at an angle and moves on steadily' : 'turns as it moves';
  const over = measured === null ? 'The first half-turn is not over yet.' : measured.halfTurns > 0 ? `Means over the last ${measured.halfTurns === 1 ? 'half-turn' : `${measured.halfTurns} half-turns`} of the wall.` : 'Means over the last quarter of the time.';
  element('regime').textContent = `Theory expects that the wall ${turns}. ${over}`;
  const rows: [keyof Means, number, string][] = [
    ['velocity', 1, 'm/s'],
    ['turning', DEGREE / PER_NS, '\u00b0/ns'],
    ['emf', 1e-6, '\u00b5V'],
    ['pumped', 1e-9, 'nA'],
  ];
  for (const [name, unit, text] of rows) {
    element(`${name}-theory`).textContent = `${numberText(theory[name] / unit)} ${text}`;
    element(`${name}-run`).textContent = measured ? `${numberText(measured.means[name] / unit)} ${text}` : '\u2026';
    const off = measured && theory[name] !== 0 ? measured.means[name] / theory[name] - 1 : null;
    element(`${name}-off`).textContent = off === null ? '' : percent(off);
  }
}

/** With a sign, unless it rounds to zero. */
function percent(share: number): string {
  const text = Math.abs(100 * share).toFixed(1);
  return `${Number(text) === 0 ? '' : share < 0 ? '\u2212' : '+'}${text} %`;
}

start(controls(start));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => redraw());
new ResizeObserver(() => redraw()).observe(element('wire'));
