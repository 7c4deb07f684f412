/**
 * One simulation: a scene, an engine, and the loop between them. This is the library's face; src/index.ts and
 * src/node/index.ts bind it to the platform they run on.
 */
import type { Platform } from '../gpu/platform.js';
import { tableColumns, tableRow, type Column } from '../observe/columns.js';
import type { Currents } from '../observe/currents.js';
import type { Reading } from '../observe/lane.js';
import { FLG } from '../plan/layout.js';
import type { Happening, Kick } from '../scene/changes.js';
import { SceneError, valueText } from '../scene/errors.js';
import { NO_FILES, type SceneFiles } from '../scene/files.js';
import { startMagnetization } from '../scene/initial.js';
import { sceneNotes } from '../scene/notes.js';
import { parseScene } from '../scene/parse.js';
import { regionIndex } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { Batch, type LaneChunk } from './batch.js';
import { begin, restedStarts, type Relaxing } from './begin.js';
import { asksForCurrents } from './currents.js';
import type { Backend, BackendChoice, GpuState, Host } from './host.js';
import { triples } from './places.js';
import { RunError, type Checkpoint } from './state.js';
import { leadResistance, summaryOf, type Summary } from './summary.js';

export type { Backend, BackendChoice, GpuState } from './host.js';
export type { Currents } from '../observe/currents.js';
export type { Kick } from '../scene/changes.js';
export type { Relaxing } from './begin.js';
export type { Summary } from './summary.js';

export interface SimulationOptions {
  /** `cpu`: float64. `gpu`: WebGPU in float32 on any adapter. `auto` (default): a hardware adapter if there is one, else float64. */
  readonly backend?: BackendChoice;
  /** Contents of the files the scene names, as `openScene` reads them. Not needed to resume. */
  readonly files?: SceneFiles;
  /** Full magnetostatics: whether the engine's field is first compared with direct summation in a few cells. Default true. */
  readonly demagCheck?: boolean;
  /**
   * About how many ms of the clock a stretch of `advance` may take, the wait for its answer left out, for pages that draw in between; without it some tens of attempted steps, however long. The first ones
   * are short, then as long as was measured to fit, one attempted step at least, at 0 always one. What is computed stays the same to the last bit.
   */
  readonly chunkMs?: number;
  /**
   * Called now and then while the start relaxes (run.relaxFirst). The relaxation waits for what it promises, and ends with what it throws.
   */
  readonly onRelax?: (relaxing: Relaxing) => void | Promise<void>;
}

export interface Snapshot {
  readonly index: number;
  /** s */
  readonly time: number;
  /** [cells * 3], x fastest. */
  readonly m: Float64Array;
  /** Where the left edge of the grid lies in the laboratory at `time`, m; 0 without run.followTexture. */
  readonly origin: number;
  /** Current density and potential of the cells; null where output.snapshotQuantities asks for neither. */
  readonly currents: Currents | null;
}

/** What a stretch of the run has brought. */
export interface Chunk {
  /** New rows of the table, in the order of `columns`. */
  readonly rows: number[][];
  readonly snapshots: Snapshot[];
  /** Simulated time in s. */
  readonly time: number;
  /** Where the left edge of the grid lies in the laboratory now, as `magnetization()` gives it, m; 0 without run.followTexture. */
  readonly origin: number;
  /** Accepted steps since the start. */
  readonly steps: number;
  readonly done: boolean;
  /** The run has failed at this point and throws next; there is no going on from here. */
  readonly failed: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly number[])[];
  /** One column by name, [rows]. @throws Error for a column the table does not have. */
  column(name: string): Float64Array;
}

export class SimulationCore {
  /** Columns of the table, in order. */
  readonly columns: readonly Column[];
  private snapshots = 0;
  private last: LaneChunk | null = null;
  /** The chunk that the engine is at work on. */
  private underway: Promise<LaneChunk[]> | null = null;
  private readonly warnings: readonly string[];
  private readonly resistance: number | null;

  protected constructor(
    private readonly given: Scene,
    private readonly host: Host,
    private readonly batch: Batch,
  ) {
    this.columns = tableColumns(given);
    this.warnings = sceneNotes(given, batch.lanes[0].regions);
    this.resistance = leadResistance(given, host.plan, 0);
  }

  /** The scene that repeats this run: with what has been changed on the way in its `changes`. */
  get scene(): Scene {
    const changes = this.batch.changesOf(0);
    return changes.length > 0 ? { ...this.given, changes } : this.given;
  }

  /**
   * Sets values while it runs, from the next sample on: `simulation.change({ 'material.alpha': 0.1, 'field.B.0': 2e-3 })`.
   * May be called at any moment, also while `advance` is at work.
   * @param set paths and values, of those that a scene's `changes` may set (docs/scene.md)
   * @returns the time of that sample, s
   * @throws SceneError where it makes no sense; RunError where no sample is left but the last
   */
  async change(set: Readonly<Record<string, unknown>>): Promise<number> {
    return this.happen({ set });
  }

  /**
   * Kicks while it runs, at the next sample: `simulation.kick({ impulse: [0, 0, 2e-12], at: [1e-7, 5e-8], radius: 2e-8 })`, a pulse of field in one place that takes no time.
   * At a sample values are set first, then come the kicks in the order in which they were asked for. When it may be called, what it gives and throws: as `change`.
   * @param kick of a scene's `changes` (docs/scene.md): T s, m, m
   */
  async kick(kick: Kick): Promise<number> {
    return this.happen({ kicks: [kick] });
  }

  private async happen(what: Happening): Promise<number> {
    while (this.underway) {
      try {
        await this.underway;
      } catch {
        // `advance` throws it.
      }
    }
    return this.batch.change(0, what);
  }

  /**
   * Sets whether a stretch of `advance` is one attempted step, from the next one on: it ends at the next sample at the latest, where others may bring several. For pages that go
   * on sample by sample. What is computed stays the same to the last bit.
   */
  set singly(singly: boolean) {
    this.batch.singly = singly;
  }

  /** Where it runs, and why there. */
  get backend(): Backend {
    return this.host.backend;
  }

  /** The magnetization on the GPU, for viewers; null on the float64 engine. */
  get gpu(): GpuState | null {
    return this.host.gpu;
  }

  /** What a person should know about this run, a line each. */
  get notes(): readonly string[] {
    return [...this.warnings, ...this.batch.lanes[0].notes];
  }

  /** See the subclass that a platform exports. */
  protected static async open(platform: Platform, input: unknown, options: SimulationOptions): Promise<[Scene, Host, Batch]> {
    const files = options.files ?? NO_FILES;
    const scene = parseScene(input, files);
    if (scene.sweep) throw new SceneError([`sweep: expected no sweep where one scene is run, got ${valueText(scene.sweep)}; sweep(scene, options) runs them all`]);
    const choice = options.backend ?? 'auto';
    const given = startMagnetization(scene, files);
    const regions = regionIndex(scene, files);
    const [start] = await restedStarts(platform, [scene], [given], [regions], choice, options);
    if (start instanceof RunError) throw start;
    return [scene, ...(await begin(platform, [scene], [start], [regions], choice, options))];
  }

  protected static async reopen(platform: Platform, checkpoint: Checkpoint, options: SimulationOptions): Promise<[Scene, Host, Batch, SavedHeader]> {
    const header = checkpoint.header as SavedHeader;
    const scene = parseScene(header.scene);
    const { m, regions } = standing(scene, checkpoint);
    const [host, batch] = await begin(platform, [scene], [m], [regions], options.backend ?? header.backend.kind, options);
    if (host.backend.kind !== header.backend.kind) {
      host.release();
      throw new RunError(`cannot resume: the checkpoint is of the ${header.backend.kind} engine (${header.backend.adapter}), not of ${host.backend.kind}`);
    }
    batch.restore(header.batch, checkpoint.arrays);
    return [scene, host, batch, header];
  }

  protected recall(header: SavedHeader): void {
    this.snapshots = header.snapshots;
  }

  /** Runs until the end, handing out what there is after every chunk. @throws RunError where the run fails; rows before that have been handed out. */
  async *advance(): AsyncGenerator<Chunk, void, void> {
    let start: Omit<Snapshot, 'index'> | null = this.scene.output.snapshotEvery !== null && this.snapshots === 0 ? { time: 0, m: await this.magnetization(), origin: 0, currents: null } : null;
    if (start && !asksForCurrents(this.scene)) {
      yield { rows: [], snapshots: [this.number(start)], time: 0, origin: 0, steps: 0, done: false, failed: false };
      start = null;
    }
    while (!this.batch.done) {
      const [lane] = await this.nextChunk();
      this.last = lane;
      const snapshots = [...(start ? [{ ...start, currents: lane.startCurrents }] : []), ...(lane.snapshot ? [lane.snapshot] : [])].map((snapshot) => this.number(snapshot));
      start = null;
      yield { rows: lane.readings.map((reading: Reading) => tableRow(this.scene, reading)), snapshots, time: lane.time, origin: lane.origin, steps: lane.steps, done: lane.done, failed: lane.failure !== null };
    }
    const failure = this.batch.failure(0);
    if (failure) throw failure;
  }

  private async nextChunk(): Promise<LaneChunk[]> {
    this.underway = this.batch.chunk();
    try {
      return await this.underway;
    } finally {
      this.underway = null;
    }
  }

  /** Runs to the end and keeps every row. */
  async run(): Promise<Table> {
    const rows: number[][] = [];
    for await (const chunk of this.advance()) rows.push(...chunk.rows);
    const { columns } = this;
    return {
      columns,
      rows,
      column(name) {
        const k = columns.findIndex((column) => column.name === name);
        if (k < 0) throw new Error(`no column named ${name}; there are ${columns.map((column) => column.name).join(', ')}`);
        return Float64Array.from(rows, (row) => row[k]);
      },
    };
  }

  summary(): Summary {
    return summaryOf(this.batch.lanes[0], this.last, this.notes, this.resistance);
  }

  /** Where the run stands at the end of the last chunk: simulated s, accepted and rejected steps, and where the left edge of the window lies, m. */
  get standing(): { readonly time: number; readonly steps: number; readonly rejected: number; readonly origin: number } {
    return this.batch.standing(0);
  }

  /** The magnetization as it stands, [cells * 3], x fastest. */
  magnetization(): Promise<Float64Array> {
    return this.batch.magnetization(0);
  }

  /**
   * Current density and potential as they stand, where the potential is solved for; otherwise null, and where the latest solve was not of this state: at the start, after a change
   * and a step that was rejected, until the next step.
   */
  currents(): Promise<Currents | null> {
    return this.batch.currents(0);
  }

  /** The exact state at the end of the last chunk. */
  async checkpoint(): Promise<Checkpoint> {
    const { header, arrays } = await this.batch.save();
    const { kind, adapter } = this.backend;
    const saved: SavedHeader = { format: 1, scene: this.scene, backend: { kind, adapter }, snapshots: this.snapshots, batch: header };
    return { header: saved, arrays };
  }

  /** Frees the engine. Safe to call twice. */
  destroy(): void {
    this.host.release();
  }

  private number(snapshot: Omit<Snapshot, 'index'>): Snapshot {
    return { index: this.snapshots++, ...snapshot };
  }
}

export interface SavedHeader {
  readonly format: 1;
  readonly scene: Scene;
  readonly backend: { readonly kind: 'gpu' | 'cpu'; readonly adapter: string };
  readonly snapshots: number;
  readonly batch: unknown;
}

/** The magnetization a checkpoint holds: it says which cells are magnet and of which region, whatever file said so first. */
function standing(scene: Scene, { arrays }: Checkpoint): { m: Float64Array; regions: Uint8Array } {
  const cells = scene.grid.cells[0] * scene.grid.cells[1];
  const m = arrays.m.subarray(4 * cells * arrays.flags[FLG.PARITY]);
  const regions = new Uint8Array(cells);
  for (let i = 0; i < cells; i++) regions[i] = Math.max(0, m[4 * i + 3] - 1);
  return { m: triples(m, cells), regions };
}
