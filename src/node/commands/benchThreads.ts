/** Throughput of the float64 engine in threads, as sweeps run it, against one thread. */
import { availableParallelism } from 'node:os';
import { TABLEAUS } from '../../math/tableau.js';
import { NO_FILES } from '../../scene/files.js';
import { runInThreads } from '../workers.js';
import { benchScene } from './benchScenes.js';

export interface ThreadsCase {
  readonly case: 'threads';
  readonly engine: 'cpu';
  readonly threads: number;
  readonly cells: number;
  /** Points of the sweep that were measured. */
  readonly points: number;
  /** Wires x cells x evaluations of field and torque per second, 1e6. */
  readonly megaCellEvaluationsPerSecond: number;
  /** Over the throughput of one thread. */
  readonly timesOne: number;
}

const CELLS = 256;
/** A thread compiles while it runs its first points. */
const WARM_UP = 3;

/** Walls that differ in beta, of a tenth of a second or so each. */
const scene = (points: number) => ({
  ...benchScene(CELLS, 'prescribed'),
  run: { duration: 2e-10 },
  output: { sampleEvery: 2e-11 },
  sweep: { 'transport.beta': { from: 0, to: 0.1, count: points } },
});

/** One thread, and as many as there are cores. */
export async function* measureThreads(seconds: number): AsyncGenerator<ThreadsCase> {
  const cores = availableParallelism();
  let one = NaN;
  for (const threads of cores > 1 ? [1, cores] : [1]) {
    const points = Math.ceil(10 * seconds + WARM_UP) * threads;
    const { evaluations, time } = await measure(points, threads);
    if (threads === 1) one = evaluations / time;
    yield { case: 'threads', engine: 'cpu', threads, cells: CELLS, points: points - WARM_UP * threads, megaCellEvaluationsPerSecond: evaluations / time / 1e6, timesOne: evaluations / time / one };
  }
}

async function measure(points: number, threads: number): Promise<{ evaluations: number; time: number }> {
  const chunks = Array.from({ length: points }, (_, k) => [k]);
  let began = NaN, seen = 0, evaluations = 0;
  const stages = TABLEAUS.dopri54.stages - 1;
  for await (const { summary } of runInThreads({ scene: scene(points), files: NO_FILES, demagCheck: false }, chunks, { jobs: threads, signal: new AbortController().signal, onChunk: () => undefined })) {
    if (++seen > WARM_UP * threads) evaluations += summary ? (summary.steps + summary.rejected) * stages * CELLS : NaN;
    else began = performance.now();
  }
  return { evaluations, time: (performance.now() - began) / 1000 };
}
