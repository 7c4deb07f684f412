/** From scenes to a batch on an engine, with starts that have come to rest where the scene asks for it. */
import type { Platform } from '../gpu/platform.js';
import { batchKey } from '../lower/batchKey.js';
import { numberText } from '../scene/errors.js';
import { parseScene } from '../scene/parse.js';
import type { Scene } from '../scene/schema.js';
import { Batch } from './batch.js';
import { checkDemag } from './checkDemag.js';
import { openHost, type Backend, type BackendChoice, type Host } from './host.js';
import { RELAX_LIMIT, relaxingScene, restThreshold } from './relax.js';
import { RunError } from './state.js';

export interface BeginOptions {
  readonly demagCheck?: boolean;
  readonly onRelax?: (time: number, rate: number, backend: Backend) => void;
}

/**
 * Parameters as of openHost.
 * @throws RunError where the magnetostatic field is wrong (src/run/checkDemag.ts)
 */
export async function begin(platform: Platform, scenes: readonly Scene[], start: readonly Float64Array[], regions: readonly Uint8Array[], choice: BackendChoice, { demagCheck = true }: BeginOptions): Promise<[Host, Batch]> {
  const host = await openHost(platform, scenes, start, choice, regions);
  try {
    const batch = new Batch(scenes, host.plan, host.engine, host.attempts);
    if (demagCheck && host.plan.demag) await checkDemag(host.engine, host.plan.demag);
    return [host, batch];
  } catch (error) {
    host.release();
    throw error;
  }
}

/**
 * The starts of scenes of one batch, those with run.relaxFirst come to rest: m at the first sample at which nothing moves any more, so
 * that it depends on nothing but the scene. Scenes whose relaxation is the same share it. An entry is a RunError where there was no rest.
 */
export async function restedStarts(platform: Platform, scenes: readonly Scene[], start: readonly Float64Array[], regions: readonly Uint8Array[], choice: BackendChoice, options: BeginOptions): Promise<(Float64Array | RunError)[]> {
  const rested: (Float64Array | RunError)[] = [...start];
  const groups = new Map<string, Map<string, { scene: Scene; sims: number[] }>>();
  scenes.forEach((scene, sim) => {
    if (!scene.run.relaxFirst) return;
    const relaxing = parseScene(relaxingScene(scene));
    const group = groups.get(batchKey(relaxing)) ?? new Map<string, { scene: Scene; sims: number[] }>();
    groups.set(batchKey(relaxing), group);
    const key = JSON.stringify([relaxing, restThreshold(scene, 'cpu')]);
    const same = [...(group.get(key)?.sims ?? [])].find((other) => equal(start[other], start[sim]) && equal(regions[other], regions[sim]));
    if (same === undefined) group.set(group.has(key) ? `${key} ${sim}` : key, { scene: relaxing, sims: [sim] });
    else group.get(key)!.sims.push(sim);
  });
  for (const group of groups.values()) {
    const lanes = [...group.values()];
    const of = lanes.map(({ sims }) => sims[0]);
    const result = await relaxed(platform, lanes.map(({ scene }) => scene), of.map((sim) => scenes[sim]), of.map((sim) => start[sim]), of.map((sim) => regions[sim]), choice, options);
    lanes.forEach(({ sims }, k) => sims.forEach((sim) => (rested[sim] = result[k])));
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
      options.onRelax?.(Math.max(...lanes.map(({ time }) => time)), Math.max(...rates), host.backend);
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
