/**
 * The self-check of a GPU: what it finds of a start, beside what the float64 engine finds. A driver or a browser that computes something else than was
 * asked shows at once, and not as a wall that moves as no wall does.
 */
import { CpuEngine } from '../cpu/engine.js';
import { kernels } from '../kernels.js';
import type { Reading } from '../observe/lane.js';
import { numberText } from '../scene/errors.js';
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { Batch } from './batch.js';
import { cpuPlan } from './host.js';
import { stiffness } from './relax.js';
import { RunError } from './state.js';

/** A start that float64 looks at in a tenth of a second. */
export const CHECKED_CELLS = 4096;

/** Of a value, and of the largest that the scene's fields can make: a thousand times what float32 leaves of starts tried (test/kernels/startCheck.test.ts). */
const ALLOWED = { ofValue: 1e-4, ofScale: 1e-5 } as const;

const SEEN = ['max_rate', 'E_exchange', 'E_anisotropy', 'E_zeeman', 'E_demag', 'E_dmi'] as const;
const WORDS = { max_rate: ['|dm/dt|/gamma', 'T'], E_exchange: ['the exchange energy', 'J'], E_anisotropy: ['the anisotropy energy', 'J'], E_zeeman: ['the energy in the field', 'J'], E_demag: ['the magnetostatic energy', 'J'], E_dmi: ['the energy of the DMI', 'J'] } as const;

/** The reading of a start by the float64 engine. @param start [cells * 3] @param regions as of openHost */
export async function startReading(scene: Scene, start: Float64Array, regions: Uint8Array): Promise<Reading> {
  const plan = cpuPlan([scene], [start], [regions], 1);
  const engine = new CpuEngine(plan.buffers, kernels);
  try {
    const [{ readings }] = await new Batch([scene], plan, engine, 1).chunk();
    return readings[0];
  } finally {
    engine.destroy();
  }
}

/** How far two readings of one start are apart, of what is allowed, by quantity. */
export function apart(scene: Scene, float64: Reading, gpu: Reading): { readonly name: (typeof SEEN)[number]; readonly share: number }[] {
  const field = stiffness(scene);
  const { cells, cellSize } = scene.grid;
  const volume = cells[0] * cells[1] * cellSize[0] * cellSize[1] * cellSize[2];
  const moment = volume * Math.max(...regionMaterials(scene).map(({ material: { Ms } }) => Ms));
  return SEEN.map((name) => {
    const allowed = ALLOWED.ofValue * Math.abs(float64[name]) + ALLOWED.ofScale * (name === 'max_rate' ? field : field * moment);
    return { name, share: Math.abs(gpu[name] - float64[name]) / allowed };
  });
}

/**
 * Compares what two engines find of one start. What is not finite is not judged here: the run itself ends with that.
 * @throws RunError where the GPU computes something else
 */
export function checkStart(scene: Scene, float64: Reading, gpu: Reading): void {
  for (const { name, share } of apart(scene, float64, gpu)) {
    if (!Number.isFinite(share) || share <= 1) continue;
    const [words, unit] = WORDS[name];
    throw new RunError(`the GPU computes something else than it should: at the start ${words} is ${numberText(gpu[name])} ${unit} there, and ${numberText(float64[name])} ${unit} in float64; its driver may be at fault: update it, or run on the float64 engine (--backend cpu)`);
  }
}
