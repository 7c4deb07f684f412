/** What a checkpoint file says besides the state of the simulation, and whether it belongs to the run asked for. */
import { CheckpointError, decodeCheckpoint, encodeCheckpoint } from '../../io/checkpoint.js';
import type { BackendChoice } from '../../run/host.js';
import type { Checkpoint } from '../../run/state.js';
import type { Scene } from '../../scene/schema.js';
import type { RunFolder, TablePosition } from '../files.js';
import { CommandError } from './context.js';

/** How far a run has got, as its files and the person see it. */
export interface Saved {
  readonly version: string;
  readonly scene: Scene;
  readonly backend: { readonly kind: 'gpu' | 'cpu'; readonly adapter: string };
  readonly table: TablePosition;
  /** Number of the next snapshot file. */
  readonly nextSnapshot: number;
  /** Simulated time (s) and steps so far. */
  readonly time: number;
  readonly steps: number;
  /** Seconds of wall-clock time spent so far. */
  readonly wallClock: number;
  readonly done: boolean;
}

interface Header extends Saved {
  /** Header of the simulation's own checkpoint; null before its first chunk. */
  readonly simulation: unknown;
}

/** The bytes of a checkpoint file. Without `state` the run is at its beginning. */
export function encodeSaved(saved: Saved, state: Checkpoint | null): Uint8Array {
  const header: Header = { ...saved, simulation: state?.header ?? null };
  return encodeCheckpoint({ header, arrays: state?.arrays ?? {} });
}

/**
 * The checkpoint of `folder`. Throws CommandError (2) when there is none, when it is damaged, or when it belongs to another
 * scene, version or engine than the one asked for, saying what differs.
 */
export function readSaved(folder: RunFolder, scene: Scene, version: string, choice: BackendChoice): { saved: Saved; state: Checkpoint | null } {
  const file = folder.file('checkpoint');
  const bytes = folder.readCheckpoint();
  if (!bytes) throw new CommandError(2, [`${folder.dir}: nothing to resume: there is no checkpoint`]);
  let checkpoint: Checkpoint;
  try {
    checkpoint = decodeCheckpoint(bytes);
  } catch (error) {
    if (error instanceof CheckpointError) throw new CommandError(2, [`${file}: cannot resume: ${error.message}`]);
    throw error;
  }
  const saved = checkpoint.header as Header;

  if (saved.version !== version) throw new CommandError(2, [`${file}: cannot resume: made by version ${saved.version}, this is ${version}`]);
  const changes = differences(JSON.parse(JSON.stringify(scene)), saved.scene, '');
  if (changes.length > 0) throw new CommandError(2, changes.slice(0, 8).map((change) => `${file}: cannot resume: ${change}`));
  if (choice !== 'auto' && choice !== saved.backend.kind) {
    throw new CommandError(2, [`${file}: cannot resume: --backend is ${choice}, the run was started on ${saved.backend.kind}`]);
  }
  return { saved, state: saved.simulation === null ? null : { header: saved.simulation, arrays: checkpoint.arrays } };
}

/** One line for each leaf in which two JSON values differ. */
export function differences(now: unknown, then: unknown, path: string): string[] {
  if (isTree(now) && isTree(then) && Array.isArray(now) === Array.isArray(then)) {
    const keys = new Set([...Object.keys(now), ...Object.keys(then)]);
    return [...keys].flatMap((key) => differences(now[key], then[key], path === '' ? key : `${path}.${key}`));
  }
  return Object.is(now, then) ? [] : [`${path} is ${brief(now)}, the run was started with ${brief(then)}`];
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function brief(value: unknown): string {
  const text = value === undefined ? 'not set' : JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}...` : text;
}
