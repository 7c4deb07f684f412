/** spinmotive in Node: the same names as in a browser, with Dawn for WebGPU. */
import { SimulationCore, type SimulationOptions } from '../run/simulation.js';
import type { Checkpoint } from '../run/state.js';
import type { SceneInput } from '../scene/schema.js';
import { nodePlatform } from './dawn.js';

export * from '../library.js';

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
    return new Simulation(...(await SimulationCore.open(nodePlatform, scene, options)));
  }

  /** Goes on from a checkpoint exactly as the run would have. @throws RunError where the engine is another one. */
  static async resume(checkpoint: Checkpoint, options: SimulationOptions = {}): Promise<Simulation> {
    const [scene, host, batch, header] = await SimulationCore.reopen(nodePlatform, checkpoint, options);
    const simulation = new Simulation(scene, host, batch);
    simulation.recall(header);
    return simulation;
  }
}
