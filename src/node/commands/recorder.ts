/** Puts the chunks of a run into its folder, and knows how far the run has got. */
import { CheckpointError } from '../../io/checkpoint.js';
import { formatTableHead, formatTableRows } from '../../io/csv.js';
import { snapshotFiles } from '../../io/snapshots.js';
import type { RunFolder } from '../files.js';
import type { Chunk } from '../../run/simulation.js';
import type { Checkpoint } from '../../run/state.js';
import type { RunnableSimulation } from './context.js';
import { encodeSaved, type Saved } from './saved.js';

/** A run that failed after its folder had been opened: exit code 3. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure';
  constructor(
    override readonly cause: Error,
    readonly kept: string,
  ) {
    super(cause.message);
  }
}

export class Recorder {
  #time: number;
  #steps: number;
  #nextSnapshot: number;
  readonly #began: number;
  readonly #spentBefore: number;

  /** Opens the folder's files, afresh or where `earlier` left them. What fails here fails before the run: exit code 2. */
  constructor(
    readonly folder: RunFolder,
    private readonly simulation: RunnableSimulation,
    readonly version: string,
    private readonly now: () => number,
    earlier: Saved | undefined,
  ) {
    this.#began = now();
    this.#spentBefore = earlier?.wallClock ?? 0;
    this.#time = earlier?.time ?? 0;
    this.#steps = earlier?.steps ?? 0;
    this.#nextSnapshot = earlier?.nextSnapshot ?? 0;
    const head = formatTableHead(simulation.columns);
    try {
      if (earlier) folder.continue(head, earlier.table, earlier.nextSnapshot);
      else {
        folder.begin(head);
        this.save(null);
      }
    } catch (error) {
      folder.close();
      throw error;
    }
  }

  get standing(): { time: number; steps: number } {
    return { time: this.#time, steps: this.#steps };
  }

  get rows(): number {
    return this.folder.position.rows;
  }

  get snapshots(): number {
    return this.#nextSnapshot;
  }

  /** Seconds of wall-clock time, those before a resume included. */
  get wallClock(): number {
    return this.#spentBefore + this.now() - this.#began;
  }

  async record(chunk: Chunk): Promise<void> {
    const { folder, simulation } = this;
    for (const snapshot of chunk.snapshots) {
      for (const { name, bytes } of await snapshotFiles(simulation.scene, snapshot)) folder.write(name, bytes);
      this.#nextSnapshot = snapshot.index + 1;
    }
    folder.append(formatTableRows(chunk.rows, simulation.columns.length), chunk.rows.length);
    this.#time = chunk.time;
    this.#steps = chunk.steps;
  }

  /** Writes a checkpoint of the state after the last chunk; null stands for the beginning. One too large for a file is left out. */
  save(state: Checkpoint | null): void {
    try {
      this.folder.writeCheckpoint(encodeSaved(this.saved(false), state));
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
    }
  }

  /** Notes in the checkpoint that there is nothing left to do. */
  saveDone(): void {
    this.folder.writeCheckpoint(encodeSaved(this.saved(true), null));
  }

  private saved(done: boolean): Saved {
    const { kind, adapter } = this.simulation.backend;
    return {
      version: this.version,
      scene: this.simulation.scene,
      backend: { kind, adapter },
      table: this.folder.position,
      nextSnapshot: this.#nextSnapshot,
      time: this.#time,
      steps: this.#steps,
      wallClock: this.wallClock,
      done,
    };
  }

  /** `error` as the failure of a run under way, with what is left of it. */
  failure(error: unknown): RunFailure {
    const cause = error instanceof Error ? error : new Error(String(error));
    return new RunFailure(cause, `${this.rows} rows are kept in ${this.folder.file('table.csv')}`);
  }

  close(): void {
    this.folder.close();
  }
}
