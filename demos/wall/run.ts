/** One run in a page: chunk by chunk, with the page free to draw in between. */
import { Simulation, type Backend, type BackendChoice, type Column, type Scene, type SceneInput } from 'spinmotive';
import type { Gate } from '../shared/gate.js';
import { lastChange } from '../shared/steer.js';
import type { Curves } from './means.js';
import { resistance } from './theory.js';

export interface Frame {
  /** As it is run, with every default, and with what was changed on the way. */
  readonly scene: Scene;
  /** When it was last changed, s. */
  readonly since: number;
  readonly columns: readonly Column[];
  /** The table so far. */
  readonly rows: readonly number[][];
  readonly curves: Curves;
  /** The magnetization at `time`, [cells * 3]. */
  readonly m: Float64Array;
  /** Simulated s. */
  readonly time: number;
  readonly done: boolean;
  readonly backend: Backend;
  /** Sets values from the next sample on, and gives the scene that repeats the run as it goes then. Rejects as Simulation.change does. */
  steer(set: Readonly<Record<string, unknown>>): Promise<SceneInput>;
}

/** ms of work after which the page gets a chance to draw. */
const WORK = 12;

/** Resolves when the page has been drawn again. */
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Yields before the first step, once for every drawing of the page, and at the end. @throws SceneError, RunError, GpuError as the library does */
export async function* frames(input: SceneInput, choice: BackendChoice, gate: Gate, signal: AbortSignal): AsyncGenerator<Frame, void, void> {
  const simulation = await Simulation.create(input, { backend: choice });
  try {
    const { columns, backend } = simulation;
    const steer = async (set: Readonly<Record<string, unknown>>): Promise<SceneInput> => {
      await simulation.change(set);
      const { changes } = simulation.scene;
      return { ...input, changes };
    };
    const rows: number[][] = [];
    const curves: Curves = { t: [], x: [], phi: [], emf: [], pumped: [] };
    const [t, x, phi, emf] = ['t', 'wall_x', 'wall_phi', 'emf'].map((name) => columns.findIndex((column) => column.name === name));
    const ohm = resistance(simulation.scene);
    const frame = async (time: number, done: boolean): Promise<Frame> => {
      const { scene } = simulation;
      return { scene, since: lastChange(scene, time), columns, rows, curves, m: await simulation.magnetization(), time, done, backend, steer };
    };

    yield await frame(0, false);
    await gate.pass(signal);
    if (signal.aborted) return;
    let busySince = performance.now();
    for await (const { rows: fresh, time, done } of simulation.advance()) {
      for (const row of fresh) {
        rows.push(row);
        curves.t.push(row[t]);
        curves.x.push(row[x]);
        curves.phi.push(row[phi]);
        curves.emf.push(row[emf]);
        // Of I the battery's part can be 100,000 times larger: a difference would be round-off.
        curves.pumped.push(row[emf] / ohm);
        if (row[t] > 0) gate.sampled();
      }
      if (!done && gate.passes && performance.now() - busySince < WORK) continue;
      yield await frame(time, done);
      await nextFrame();
      if (!done) await gate.pass(signal);
      if (signal.aborted) return;
      busySince = performance.now();
    }
  } finally {
    simulation.destroy();
  }
}
