/** One run in a page: chunk by chunk, with the page free to draw in between. */
import { Simulation, type Backend, type BackendChoice } from 'spinmotive';
import type { Curves } from './means.js';
import type { WallScene } from './scene.js';
import { resistance } from './theory.js';

export interface Frame {
  readonly curves: Curves;
  /** The magnetization at `time`, [cells * 3]. */
  readonly m: Float64Array;
  /** Simulated s. */
  readonly time: number;
  readonly steps: number;
  readonly done: boolean;
  /** rad/(s T), as the scene was completed. */
  readonly gamma: number;
  readonly backend: Backend;
}

/** ms of work after which the page gets a chance to draw. */
const WORK = 12;

/** Resolves when the page has been drawn again; a page that nobody sees is not drawn, and its run waits. */
const nextFrame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Yields once for every drawing of the page, and at the end. @throws SceneError, RunError, GpuError as the library does */
export async function* frames(scene: WallScene, backend: BackendChoice): AsyncGenerator<Frame, void, void> {
  const simulation = await Simulation.create(scene, { backend });
  try {
    const column = (name: string) => simulation.columns.findIndex((c) => c.name === name);
    const [t, x, phi, emf] = ['t', 'wall_x', 'wall_phi', 'emf'].map(column);
    const curves: Curves = { t: [], x: [], phi: [], emf: [], pumped: [] };
    const ohm = resistance(scene);
    let busySince = performance.now();
    for await (const { rows, time, steps, done } of simulation.advance()) {
      for (const row of rows) {
        curves.t.push(row[t]);
        curves.x.push(row[x]);
        curves.phi.push(row[phi]);
        curves.emf.push(row[emf]);
        // Of I the battery's part can be 100,000 times larger: a difference would be round-off.
        curves.pumped.push(row[emf] / ohm);
      }
      if (!done && performance.now() - busySince < WORK) continue;
      yield { curves, m: await simulation.magnetization(), time, steps, done, gamma: simulation.scene.material.gamma, backend: simulation.backend };
      await nextFrame();
      busySince = performance.now();
    }
  } finally {
    simulation.destroy();
  }
}
