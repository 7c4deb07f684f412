/** From scenes to a batch on an engine, with starts that have come to rest where the scene asks for it. */
import type { Platform } from '../gpu/platform.js';
import { batchKey } from '../lower/batchKey.js';
import { numberText } from '../scene/errors.js';
import { parseScene } from '../scene/parse.js';
import type { Scene } from '../scene/schema.js';
import { Batch } from './batch.js';
import { checkDemag } from './checkDemag.js';
import { CHECKED_CELLS, checkStart, startReading } from './checkStart.js';
import { openHost, type Backend, type BackendChoice, type Host } from './host.js';
import { RELAX_LIMIT, relaxingScene, restThreshold } from './relax.js';
import { RunError } from './state.js';

/** A start on its way to rest. */
export interface Relaxing {
  /** Simulated s. */
  readonly time: number;
  /** The largest |dm/dt|/gamma, T. */
  readonly rate: number;
  /** Where it runs. */
  readonly backend: Backend;
  /** As it stands, [cells * 3], x fastest; until what `onRelax` gives is settled. */
  magnetization(): Promise<Float64Array>;
}

export interface BeginOptions {
  readonly demagCheck?: boolean;
  /** See SimulationOptions. */
  readonly chunkMs?: number;
  readonly onRelax?: (relaxing: Relaxing) => void | Promise<void>;
  /** Takes what has been relaxed, for those who begin many scenes on one engine. */
  readonly rests?: Rests;
}

/**
 * Parameters as of openHost.
 * @throws RunError where the magnetostatic field is wrong (src/run/checkDemag.ts); the first chunk throws one where a GPU finds another start (src/run/checkStart.ts)
 */
export async function begin(platform: Platform, scenes: readonly Scene[], start: readonly Float64Array[], regions: readonly Uint8Array[], choice: BackendChoice, { demagCheck = true, chunkMs }: BeginOptions): Promise<[Host, Batch]> {
  const host = await openHost(platform, scenes, start, choice, regions);
  try {
    const batch = new Batch(scenes, host.plan, host.engine, host.attempts, chunkMs);
    if (demagCheck && host.plan.demag) await checkDemag(host.engine, host.plan.demag);
    if (host.backend.kind === 'gpu' && !host.plan.demag && host.plan.cells <= CHECKED_CELLS) {
      batch.judgeStart(async (reading) => checkStart(scenes[0], await startReading(scenes[0], start[0], regions[0]), reading));
    }
    return [host, batch];
  } catch (error) {
    host.release();
    throw error;
  }
}

/** A start that has been relaxed: the same scene from the same m need not be relaxed again. */
interface Rest {
  readonly start: Float64Array;
  readonly regions: Uint8Array;
  readonly m: Float64Array | RunError;
}

/** Rests by what relaxed; see BeginOptions. */
export type Rests = Map<string, Rest[]>;

/** Most relaxations that are remembered, the last ones. */
const MOST_RESTS = 64;

interface Relaxation {
  readonly key: string;
  readonly relaxing: Scene;
  readonly sims: number[];
}

/**
 * The starts of scenes, those with run.relaxFirst come to rest: m at the first sample at which nothing moves any more, so
 * that it depends on nothing but the scene. Scenes whose relaxation is the same share it. An entry is a RunError where there was no rest.
 */
export async function restedStarts(platform: Platform, scenes: readonly Scene[], start: readonly Float64Array[], regions: readonly Uint8Array[], choice: BackendChoice, options: BeginOptions): Promise<(Float64Array | RunError)[]> {
  const rested: (Float64Array | RunError)[] = [...start];
  const { rests = new Map() as Rests } = options;
  const waiting = new Map<string, Relaxation[]>();
  scenes.forEach((scene, sim) => {
    if (!scene.run.relaxFirst) return;
    const relaxing = parseScene(relaxingScene(scene));
    const key = JSON.stringify([relaxing, restThreshold(scene, 'cpu')]);
    const known = rests.get(key)?.find((rest) => equal(rest.start, start[sim]) && equal(rest.regions, regions[sim]));
    if (known) {
      rested[sim] = known.m;
      return;
    }
    const same = waiting.get(key) ?? [];
    waiting.set(key, same);
    const shared = same.find(({ sims: [other] }) => equal(start[other], start[sim]) && equal(regions[other], regions[sim]));
    if (shared) shared.sims.push(sim);
    else same.push({ key, relaxing, sims: [sim] });
  });

  const groups = new Map<string, Relaxation[]>();
  for (const one of [...waiting.values()].flat()) groups.set(batchKey(one.relaxing), [...(groups.get(batchKey(one.relaxing)) ?? []), one]);
  for (const lanes of groups.values()) {
    const of = lanes.map(({ sims }) => sims[0]);
    const result = await relaxed(platform, lanes.map(({ relaxing }) => relaxing), of.map((sim) => scenes[sim]), of.map((sim) => start[sim]), of.map((sim) => regions[sim]), choice, options);
    lanes.forEach(({ key, sims }, k) => {
      for (const sim of sims) rested[sim] = result[k];
      rests.set(key, [...(rests.get(key) ?? []), { start: start[of[k]], regions: regions[of[k]], m: result[k] }]);
    });
    for (const key of [...rests.keys()].slice(0, Math.max(0, rests.size - MOST_RESTS))) rests.delete(key);
  }
  return rested;
}

async function relaxed(platform: Platform, relaxing: readonly Scene[], scenes: readonly Scene[], start: readonly Float64Array[], regions: readonly Uint8Array[], choice: BackendChoice, options: BeginOptions): Promise<(Float64Array | RunError)[]> {
  const [host, batch] = await begin(platform, relaxing, start, regions, choice, options);
  const enough = scenes.map((scene) => restThreshold(scene, host.backend.kind));
  const rested: (Float64Array | null)[] = scenes.map(() => null);
  const rates = scenes.map(() => Infinity);
  try {
    while (!batch.done && rested.includes(null)) {
      const lanes = await batch.chunk();
      lanes.forEach(({ readings, snapshot }, sim) => {
        if (rested[sim]) return;
        for (const { t, max_rate } of readings) {
          rates[sim] = max_rate;
          // A lane waits at every sample, so that a snapshot is of the last one read.
          if (max_rate <= enough[sim]) rested[sim] = t === 0 ? start[sim] : (snapshot?.m ?? null);
          if (rested[sim]) break;
        }
      });
      await options.onRelax?.({ time: Math.max(...lanes.map(({ time }) => time)), rate: Math.max(...rates), backend: host.backend, magnetization: () => batch.magnetization(0) });
    }
    return rested.map((m, sim) => {
      if (m) return m;
      return batch.failure(sim) ?? new RunError(`relaxFirst: not at rest after ${numberText(RELAX_LIMIT)} s, |dm/dt|/gamma is still ${numberText(rates[sim])} T (rest is ${numberText(enough[sim])} T); under this drive there may be no equilibrium: use "without-drive" or false`);
    });
  } finally {
    host.release();
  }
}

function equal(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
