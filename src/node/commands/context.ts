/** What the commands need from outside themselves; tests hand in their own. */
import type { Platform } from '../../gpu/platform.js';
import type { Checkpoint } from '../../io/checkpoint.js';
import type { TableColumn } from '../../io/csv.js';
import type { Scene, SceneInput } from '../../scene/schema.js';
import type { Terminal } from '../terminal.js';

export type BackendChoice = 'auto' | 'gpu' | 'cpu';

/** The part of Simulation that a command uses. */
export interface RunnableSimulation {
  readonly scene: Scene;
  readonly backend: { readonly kind: 'gpu' | 'cpu'; readonly adapter: string; readonly software: boolean; readonly reason: string };
  readonly columns: readonly TableColumn[];
  readonly notes: readonly string[];
  advance(): AsyncIterable<RunChunk>;
  summary(): RunSummary;
  checkpoint(): Promise<Checkpoint>;
  destroy(): void;
}

export interface RunChunk {
  readonly rows: readonly ArrayLike<number>[];
  readonly snapshots: readonly { readonly index: number; readonly time: number; readonly m: ArrayLike<number> }[];
  readonly time: number;
  readonly steps: number;
  readonly done: boolean;
}

/** Whatever Simulation.summary() says; the keys named here are shown in the terminal when they are there. */
export interface RunSummary {
  readonly mean?: Readonly<Record<string, number>>;
  readonly steps?: number;
  readonly rejected?: number;
}

export interface SimulationFactory {
  create(scene: SceneInput, options: { readonly backend: BackendChoice }): Promise<RunnableSimulation>;
  resume(checkpoint: Checkpoint, options: { readonly backend: BackendChoice }): Promise<RunnableSimulation>;
}

export interface Context {
  readonly terminal: Terminal;
  /** Loaded only by the commands that compute: the engines take a while to load. */
  readonly simulations: () => Promise<SimulationFactory>;
  readonly platform: () => Promise<Platform>;
  /** Wall-clock seconds from any origin. */
  readonly now: () => number;
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
