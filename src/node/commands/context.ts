/** What the commands need from outside themselves; tests hand in their own. */
import type { Platform } from '../../gpu/platform.js';
import type { Chunk, SimulationCore, SimulationOptions } from '../../run/simulation.js';
import type { Checkpoint } from '../../run/state.js';
import type { SceneInput } from '../../scene/schema.js';
import type { Terminal } from '../terminal.js';

/** The part of a Simulation that a command uses. */
export type RunnableSimulation = Pick<SimulationCore, 'scene' | 'backend' | 'columns' | 'notes' | 'summary' | 'checkpoint' | 'destroy'> & {
  advance(): AsyncIterable<Chunk>;
};

export interface SimulationFactory {
  create(scene: SceneInput, options: SimulationOptions): Promise<RunnableSimulation>;
  resume(checkpoint: Checkpoint, options: SimulationOptions): Promise<RunnableSimulation>;
}

export interface Context {
  readonly terminal: Terminal;
  /** Loaded only by the commands that compute: the engines take a while to load. */
  readonly simulations: () => Promise<SimulationFactory>;
  readonly platform: () => Promise<Platform>;
  /** Wall-clock seconds from any origin. */
  readonly now: () => number;
}

/** The line that says which engine was taken, and why. */
export function backendLine(backend: RunnableSimulation['backend']): string {
  const what = backend.kind === 'cpu' ? 'float64 on the CPU' : `WebGPU on ${backend.adapter}${backend.software ? ' (software)' : ''}`;
  return `backend: ${what}: ${backend.reason}`;
}

/** An error of the person's making or of the machine's, in one line each; `code` is what the process exits with. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  constructor(
    readonly code: 2 | 3,
    readonly lines: readonly string[],
  ) {
    super(lines.join('\n'));
  }
}
