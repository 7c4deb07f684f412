/** Batches of scenes on either engine, without the library's face: lowered, run to the end, everything kept. */
import { CpuEngine } from '../../src/cpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels } from '../../src/kernels.js';
import type { StepPlan, Tiling } from '../../src/lower/steps.js';
import { cpuTiling } from '../../src/lower/demag.js';
import { cpuConduction, gpuConduction, type ConductionTiling } from '../../src/lower/conduction.js';
import { lowerFilm } from '../../src/lower/film.js';
import { isFilm } from '../../src/scene/film.js';
import { lowerWire } from '../../src/lower/wire.js';
import type { Reading } from '../../src/observe/lane.js';
import type { Engine } from '../../src/plan/types.js';
import { Batch, type LaneChunk } from '../../src/run/batch.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import type { Scene } from '../../src/scene/schema.js';
import { passesTiling } from './films.js';
import { gpuEngineFor } from './plans.js';

export interface LaneRun {
  readonly readings: Reading[];
  readonly snapshots: { time: number; m: Float64Array }[];
  /** At the end. */
  readonly m: Float64Array;
  readonly failure: string | null;
}

export interface BatchOptions {
  /** null: the float64 engine. */
  readonly gpu: GpuHandle | null;
  readonly attempts?: number;
  readonly start?: readonly Float64Array[];
  /** How wires are cut up. */
  readonly tiling?: Tiling;
  /** How potentials are solved for, where not as usual. */
  readonly conduction?: ConductionTiling;
  /** Called after every chunk. */
  readonly between?: (chunks: readonly LaneChunk[], engine: Engine, plan: StepPlan) => void;
}

export async function runBatch(scenes: readonly Scene[], { gpu, attempts = 32, start = scenes.map((scene) => initialMagnetization(scene)), tiling = { threads: 8, cellsPerThread: 4 }, conduction = gpu ? gpuConduction(gpu) : cpuConduction, between }: BatchOptions): Promise<LaneRun[]> {
  const plan = isFilm(scenes[0])
    ? lowerFilm(scenes, start, { threads: 8, cellsPerThread: 1 }, gpu ? passesTiling : cpuTiling, attempts, conduction)
    : lowerWire(scenes, start, tiling, attempts);
  const engine = gpu ? await gpuEngineFor(gpu, plan) : new CpuEngine(plan.buffers, kernels);
  try {
    const batch = new Batch(scenes, plan, engine, attempts);
    const runs = scenes.map(() => ({ readings: [] as Reading[], snapshots: [] as LaneRun['snapshots'], failure: null as string | null }));
    while (!batch.done) {
      const chunks = await batch.chunk();
      chunks.forEach(({ readings, snapshot, failure }, sim) => {
        runs[sim].readings.push(...readings);
        if (snapshot) runs[sim].snapshots.push(snapshot);
        runs[sim].failure = failure?.message ?? null;
      });
      between?.(chunks, engine, plan);
    }
    return await Promise.all(runs.map(async (run, sim) => ({ ...run, m: await batch.magnetization(sim) })));
  } finally {
    engine.destroy();
  }
}
