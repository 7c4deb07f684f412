/** spinmotive in a browser, or wherever `navigator.gpu` is. The same names as in Node. */
import { browserPlatform } from './browser/platform.js';
import { backendFor } from './run/backend.js';
import { SimulationCore, type Backend, type BackendChoice, type SimulationOptions } from './run/simulation.js';
import { runSweep, type SweepOptions, type SweepPoint } from './run/sweep.js';
import type { Checkpoint } from './run/state.js';
import type { SceneInput } from './scene/schema.js';

export * from './library.js';

/**
 * A scene that runs.
 *
 *     const simulation = await Simulation.create(scene);
 *     const table = await simulation.run();
 *     table.column('wall_x');
 */
export class Simulation extends SimulationCore {
  /**
   * @param scene the scene as an object, SI units; see docs/scene.md
   * @throws SceneError where the scene is wrong, one line a problem; RunError where there is no such engine
   */
  static async create(scene: SceneInput, options: SimulationOptions = {}): Promise<Simulation> {
    return new Simulation(...(await SimulationCore.open(browserPlatform, scene, options)));
  }

  /** Goes on from a checkpoint exactly as the run would have. @throws RunError where the engine is another one. */
  static async resume(checkpoint: Checkpoint, options: SimulationOptions = {}): Promise<Simulation> {
    const [scene, host, batch, header] = await SimulationCore.reopen(browserPlatform, checkpoint, options);
    const simulation = new Simulation(scene, host, batch);
    simulation.recall(header);
    return simulation;
  }
}

/**
 * Runs a scene that has a `sweep`, many points side by side, and hands them out as they finish.
 *
 *     for await (const { values, summary } of sweep(scene)) plot(values, summary?.mean.wall_v);
 *
 * @param scene as of Simulation.create, with `sweep`: at most 65,536 combinations, the last path fastest
 * @throws SceneError where the sweep or one of its points is wrong, before any is run; RunError where there is no such engine
 */
export function sweep(scene: SceneInput, options: SweepOptions = {}): AsyncGenerator<SweepPoint, void, void> {
  return runSweep(browserPlatform, scene, options);
}

/**
 * The engine that `Simulation.create`, or `sweep`, would take for a scene, and why; no device is kept for it. Whether the scene fits there is only found out by taking it.
 *
 * @param choice as of SimulationOptions
 * @throws SceneError where the scene is wrong, or `gpu` is asked for and cannot be as fine as it wants; RunError where there is no such engine
 */
export function chooseBackend(scene: SceneInput, choice: BackendChoice = 'auto'): Promise<Backend> {
  return backendFor(browserPlatform, scene, choice);
}
