/** Throughput of batches of wires, against the same wires one after another and against what the adapter can do at most. */
import { gpuPeaks, type Peaks } from '../../gpu/peaks.js';
import { Batch } from '../../run/batch.js';
import { openHost } from '../../run/host.js';
import type { Platform } from '../../gpu/platform.js';
import type { Scene } from '../../scene/schema.js';
import { benchScene, secondsPerRound, tilted } from './benchScenes.js';
import { CommandError } from './context.js';

export interface BatchCase {
  readonly case: 'batch';
  readonly engine: 'gpu' | 'cpu';
  readonly adapter: string;
  readonly software: boolean;
  readonly wires: number;
  /** Of each. */
  readonly cells: number;
  /** Attempted steps measured, of each. */
  readonly attempts: number;
  /** Wires x cells x evaluations of field and torque per second, 1e6. */
  readonly megaCellEvaluationsPerSecond: number;
  /** Over the throughput of a wire alone. */
  readonly timesOne: number;
  /** Of the adapter's float32 operations, and of its bytes to and from workgroup memory, both as measured here; null on the CPU engine. */
  readonly shareOfOperations: number | null;
  readonly shareOfWorkgroupMemory: number | null;
}

const CELLS = 256;
/** What `wire/integrate` does for a cell of benchScene in one evaluation, counted in its text: float32 operations (a fused one is two, a division one)... */
const OPERATIONS = 260;
/** ...and bytes in workgroup memory: six vec4f of m, and 45 numbers that all threads read alike. */
const WORKGROUP_BYTES = 6 * 16 + 45 * 4;

/** Walls that differ in damping, beta and current. */
function wires(count: number): Scene[] {
  const one = benchScene(CELLS, 'prescribed');
  return Array.from({ length: count }, (_, k) => {
    const part = count === 1 ? 0.5 : k / (count - 1);
    return { ...one, material: { ...one.material, alpha: 0.01 + 0.1 * part }, transport: one.transport && { ...one.transport, beta: 0.2 * part, j: [1e11 * (1 - part), 0] } } as Scene;
  });
}

export async function* measureBatches(platform: Platform, choice: 'gpu' | 'cpu', sizes: readonly number[], seconds: number): AsyncGenerator<BatchCase> {
  if (sizes.length === 0) return;
  const peaks = choice === 'gpu' ? await peaksOf(platform) : null;
  const { megaCellEvaluationsPerSecond: one } = await measure(platform, choice, 1, seconds, peaks, NaN);
  for (const size of sizes) yield measure(platform, choice, size, seconds, peaks, one);
}

async function measure(platform: Platform, choice: 'gpu' | 'cpu', count: number, seconds: number, peaks: Peaks | null, one: number): Promise<BatchCase> {
  const scenes = wires(count);
  const host = await openHost(platform, scenes, scenes.map((scene, k) => tilted(scene, k)), choice);
  try {
    const batch = new Batch(scenes, host.plan, host.engine, host.attempts);
    await batch.chunk(); // warms up, and brings the step to its working length
    const { seconds: single } = await secondsPerRound(host, 1, 0);
    const attempts = Math.max(1, Math.min(host.attempts, Math.floor(seconds / 4 / single)));
    const before = (await batch.chunk()).reduce((sum, { steps }) => sum + steps, 0);
    const { seconds: round, rounds } = await secondsPerRound(host, attempts, seconds);
    const after = (await batch.chunk()).reduce((sum, { steps }) => sum + steps, 0);
    if (after - before < 0.9 * count * attempts * rounds) throw new CommandError(3, [`some wires stood still: ${after - before} steps in ${count * attempts * rounds} attempts`]);
    const evaluations = (count * CELLS * (host.plan.tableau.stages - 1) * attempts) / round;
    return {
      case: 'batch', engine: host.backend.kind, adapter: host.backend.adapter, software: host.backend.software, wires: count, cells: CELLS, attempts: attempts * rounds,
      megaCellEvaluationsPerSecond: evaluations / 1e6,
      timesOne: evaluations / 1e6 / one,
      shareOfOperations: peaks && (evaluations * OPERATIONS) / peaks.operations,
      shareOfWorkgroupMemory: peaks && (evaluations * WORKGROUP_BYTES) / peaks.workgroupBytes,
    };
  } finally {
    host.release();
  }
}

async function peaksOf(platform: Platform): Promise<Peaks> {
  const handle = await platform.requestGpu('any');
  if (typeof handle === 'string') throw new CommandError(3, [`no GPU: ${handle}`]);
  try {
    return await gpuPeaks(handle);
  } finally {
    handle.release();
  }
}
