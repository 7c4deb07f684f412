/**
 * Runs the points of a sweep, many at a time: points that one plan can serve share batches. A point's numbers are those of the same scene run
 * alone; in float64 to the last bit, whatever it shares a batch with.
 */
import type { Platform } from '../gpu/platform.js';
import { batchKey } from '../lower/batchKey.js';
import { TABLEAUS } from '../math/tableau.js';
import { tableColumns, type Column } from '../observe/columns.js';
import { NO_FILES, type SceneFiles } from '../scene/files.js';
import { startMagnetization } from '../scene/initial.js';
import { sceneNotes } from '../scene/notes.js';
import { parseScene } from '../scene/parse.js';
import { regionIndex } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { checkPoints, openSweep, pointInput, pointValues, range, type Sweep } from '../scene/sweep.js';
import type { LaneChunk } from './batch.js';
import { begin, restedStarts, type Rests } from './begin.js';
import { chooseBackend, finestTolerance, type Backend, type BackendChoice } from './host.js';
import { regimeOf, type Regime } from './regime.js';
import { RunError } from './state.js';
import { leadResistance, summaryOf, type Summary } from './summary.js';

/** Most points of a batch. */
export const MAX_BATCH = 4096;
/** Bytes of the largest buffer of a batch: every adapter binds so much. */
const LARGEST_BUFFER = 2 ** 27;
/** The float64 engine gains nothing from a batch but the tables of full magnetostatics, which are made once for all of it. */
const BATCH_ON_CPU = { plain: 1, magnetostatic: 4 } as const;

export interface SweepOptions {
  /** As of Simulation.create; one engine for all points. */
  readonly backend?: BackendChoice;
  /** Contents of the files that the points name. */
  readonly files?: SceneFiles;
  /** Which points; all by default. */
  readonly points?: Iterable<number>;
  /** Most points that run side by side; by default as many as are good for the engine. */
  readonly batch?: number;
  readonly demagCheck?: boolean;
  /** Stops the sweep at the end of a chunk; what was finished has been handed out. */
  readonly signal?: AbortSignal;
  /** Called after every chunk of steps, awaited. `ahead` is the sum over points that are under way of the share of their time that is done. */
  readonly onChunk?: (ahead: number) => void | Promise<void>;
  /** Called once, before the first point. */
  readonly onBackend?: (backend: Backend) => void;
}

/** A point that is over. */
export interface SweepPoint {
  /** Its place in the order of the points: the last path of `sweep` runs fastest. */
  readonly index: number;
  /** The value of each path. */
  readonly values: readonly unknown[];
  /** Why it failed, in words; null where it is finished. What else stands here of one that failed is of the time before. */
  readonly failure: string | null;
  readonly summary: Summary | null;
  /** For walls; null where it cannot be told. */
  readonly regime: Regime | null;
}

/**
 * Runs a scene that has a `sweep`, and hands out its points as they finish.
 * @throws SceneError where the sweep or one of its points is wrong, before any is run; RunError where there is no such engine; GpuError where the device is lost
 */
export async function* runSweep(platform: Platform, scene: unknown, options: SweepOptions = {}): AsyncGenerator<SweepPoint, void, void> {
  const sweep = openSweep(scene);
  const { backend: { kind }, chunks } = await planSweep(platform, sweep, options);
  const rests: Rests = new Map();
  for (const [k, chunk] of chunks.entries()) {
    yield* runChunk(platform, sweep, chunk, kind, { ...options, rests, demagCheck: options.demagCheck !== false && k === 0 });
    if (options.signal?.aborted) return;
  }
}

export interface SweepPlan {
  readonly backend: Backend;
  /** Points that share batches, by index. */
  readonly chunks: readonly (readonly number[])[];
  /** Columns of the points' tables, each once. */
  readonly columns: readonly Column[];
}

/** Checks every point, chooses the engine, and cuts the points asked for into batches. @throws as runSweep */
export async function planSweep(platform: Platform, sweep: Sweep, options: SweepOptions): Promise<SweepPlan> {
  const { files = NO_FILES, backend: choice = 'auto', batch } = options;
  const wanted = new Set(options.points ?? range(sweep.count));
  const groups = new Map<string, { indices: number[]; first: Scene }>();
  let finest = Infinity;
  const columns = new Map<string, Column>();
  checkPoints(sweep, files, undefined, (scene, index) => {
    addColumns(columns, scene);
    finest = Math.min(finest, finestTolerance([scene]));
    if (!wanted.has(index)) return;
    const key = batchKey(scene);
    const group = groups.get(key) ?? { indices: [], first: scene };
    groups.set(key, group);
    group.indices.push(index);
  });
  const backend = await chooseBackend(platform, finest, choice);
  options.onBackend?.(backend);
  const chunks = [...groups.values()].flatMap(({ indices, first }) => {
    const size = batchSize(first, backend.kind, batch);
    return Array.from({ length: Math.ceil(indices.length / size) }, (_, k) => indices.slice(k * size, (k + 1) * size));
  });
  return { backend, chunks, columns: [...columns.values()] };
}

/** Columns of the points' tables, each once, whatever is in the files that they name. Throws SceneError where a point is wrong. */
export function pointColumns(sweep: Sweep): Column[] {
  const columns = new Map<string, Column>();
  checkPoints(sweep, undefined, undefined, (scene) => addColumns(columns, scene));
  return [...columns.values()];
}

function addColumns(columns: Map<string, Column>, scene: Scene): void {
  for (const column of tableColumns(scene)) columns.set(column.name, columns.get(column.name) ?? column);
}

/** How many scenes like `scene` run side by side. */
function batchSize(scene: Scene, kind: Backend['kind'], wanted: number | undefined): number {
  const [nx, ny] = scene.grid.cells;
  const magnetostatic = scene.demag === 'full';
  const bytes = (kind === 'cpu' ? 32 : 16) * TABLEAUS[scene.run.method].stages * nx * ny * (magnetostatic ? 2 : 1);
  const fits = Math.max(1, Math.min(MAX_BATCH, Math.floor(LARGEST_BUFFER / bytes)));
  return Math.min(fits, wanted ?? (kind === 'gpu' ? MAX_BATCH : magnetostatic ? BATCH_ON_CPU.magnetostatic : BATCH_ON_CPU.plain));
}

/** `rests` is handed from chunk to chunk, so that points share what is relaxed. */
export type ChunkOptions = Pick<SweepOptions, 'files' | 'demagCheck' | 'signal' | 'onChunk'> & { readonly rests?: Rests };

/** Runs points that may share a batch, on one engine. Throws as runSweep. */
export async function* runChunk(platform: Platform, sweep: Sweep, indices: readonly number[], kind: Backend['kind'], options: ChunkOptions): AsyncGenerator<SweepPoint, void, void> {
  const { files = NO_FILES, signal } = options;
  const all = indices.map((index) => parseScene(pointInput(sweep, index), files));
  const given = all.map((scene) => startMagnetization(scene, files));
  const regions = all.map((scene) => regionIndex(scene, files));
  const rested = await restedStarts(platform, all, given, regions, kind, options);
  const point = (k: number) => ({ index: indices[k], values: pointValues(sweep, indices[k]) });
  const ready: number[] = [];
  for (const [k, start] of rested.entries()) {
    if (start instanceof RunError) yield { ...point(k), failure: start.message, summary: null, regime: null };
    else ready.push(k);
  }
  if (ready.length === 0) return;

  const scenes = ready.map((k) => all[k]);
  const [host, batch] = await begin(platform, scenes, ready.map((k) => rested[k] as Float64Array), ready.map((k) => regions[k]), kind, options);
  const over = scenes.map(() => false);
  try {
    while (!batch.done && !signal?.aborted) {
      const lanes = await batch.chunk();
      for (const [sim, lane] of lanes.entries()) {
        if (over[sim] || !(lane.done || lane.failure)) continue;
        over[sim] = true;
        const own = batch.lanes[sim];
        const summary = summaryOf(own, lane, [...sceneNotes(scenes[sim], own.regions), ...own.notes], leadResistance(scenes[sim], host.plan, sim));
        yield { ...point(ready[sim]), failure: lane.failure?.message ?? null, summary, regime: lane.failure ? null : regimeOf(scenes[sim], own.motion(), own.state.last?.wall_width ?? NaN) };
      }
      await options.onChunk?.(shareDone(lanes, scenes, over));
    }
  } finally {
    host.release();
  }
}

const shareDone = (lanes: readonly LaneChunk[], scenes: readonly Scene[], over: readonly boolean[]): number =>
  lanes.reduce((sum, { time }, sim) => sum + (over[sim] ? 0 : time / scenes[sim].run.duration), 0);
