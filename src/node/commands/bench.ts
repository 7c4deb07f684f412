/**
 * `spinmotive bench`: throughput, one JSON line a case. A wire with a wall in it, and films with full magnetostatics,
 * adaptive Dormand-Prince steps, on each engine. Times are wall-clock medians over rounds; nothing is random but the seeded tilt of the start.
 *
 * `floor` is the share of the memory-bandwidth floor that is reached: the bytes that must move, once each, at the
 * bandwidth of a plain copy measured here, over the time taken. Small wires stay in a cache and can exceed 1.
 */
import { openHost, type Host } from '../../run/host.js';
import { Batch } from '../../run/batch.js';
import { gpuCopyBandwidth } from '../../gpu/bandwidth.js';
import { LST, LST_STRIDE } from '../../plan/layout.js';
import type { Scene } from '../../scene/schema.js';
import type { Platform } from '../../gpu/platform.js';
import { measureBatches } from './benchBatches.js';
import { measureThreads } from './benchThreads.js';
import { benchScene, conductionScene, filmScene, secondsPerRound, tilted } from './benchScenes.js';
import { CommandError, type Context } from './context.js';

export interface BenchOptions {
  readonly cells: readonly number[];
  /** Edges of the films, in cells. */
  readonly films: readonly number[];
  /** Edges of the films whose potential is solved for. */
  readonly conduction: readonly number[];
  /** Sizes of batches of wires. */
  readonly batches: readonly number[];
  /** Engines to measure; `gpu` is whatever adapter there is. */
  readonly backends: readonly ('gpu' | 'cpu')[];
  /** Wall-clock seconds a measurement may take. */
  readonly seconds: number;
}

export interface BenchCase {
  readonly case: 'wire';
  readonly engine: 'gpu' | 'cpu';
  readonly adapter: string;
  readonly software: boolean;
  readonly cells: number;
  readonly closure: string;
  /** Attempted steps measured. */
  readonly attempts: number;
  readonly stepsPerSecond: number;
  /** Cells x field-and-torque evaluations per second, 1e6. */
  readonly megaCellEvaluationsPerSecond: number;
  /** The same per second of processor time, which other work on the machine does not stretch; null on a GPU. */
  readonly megaCellEvaluationsPerCpuSecond: number | null;
  /** Steps per second where the host reads error and clock back after each attempt. */
  readonly stepsPerSecondWithReadback: number;
  readonly speedup: number;
  readonly copyGigabytesPerSecond: number;
  /** Both null where rates never leave the chip. */
  readonly bytesPerCellEvaluation: number | null;
  readonly floor: number | null;
}

export interface FilmCase {
  readonly case: 'film';
  readonly engine: 'gpu' | 'cpu';
  readonly adapter: string;
  readonly software: boolean;
  /** Along x and along y. */
  readonly cells: readonly [number, number];
  readonly size: readonly [number, number];
  readonly attempts: number;
  readonly stepsPerSecond: number;
  /** Cells x evaluations of field and torque per second, 1e6. */
  readonly megaCellEvaluationsPerSecond: number;
  /** The same per second of processor time, which other work on the machine does not stretch; null on a GPU. */
  readonly megaCellEvaluationsPerCpuSecond: number | null;
  /** Simulated s an evaluation, rejected steps counted: what the method makes of its evaluations. */
  readonly secondsPerEvaluation: number;
  readonly rejected: number;
  /** Wall-clock s to work out the tensor and its transform, once. */
  readonly setupSeconds: number;
  /** Bytes that the buffers take. */
  readonly bytes: number;
}

export interface ConductionCase {
  readonly case: 'conduction';
  readonly engine: 'gpu' | 'cpu';
  readonly adapter: string;
  readonly software: boolean;
  readonly cells: readonly [number, number];
  readonly attempts: number;
  /** Wall-clock s of a stage with a given current, and of one with the potential solved for, full magnetostatics in both. */
  readonly secondsPerStage: number;
  readonly secondsPerStageWithPotential: number;
  readonly ratio: number;
  /** Iterations of the last solve of an attempt, the mean over the attempts measured; and the most. */
  readonly iterations: number;
  readonly mostIterations: number;
  readonly tolerance: number;
}

export async function benchCommand(options: BenchOptions, context: Context): Promise<void> {
  const platform = await context.platform();
  for (const backend of options.backends) {
    const copy = await copyBandwidth(platform, backend);
    for (const cells of options.cells) {
      for (const closure of ['prescribed', 'circuit'] as const) {
        const result = await measure(platform, backend, benchScene(cells, closure), options.seconds, copy);
        context.terminal.out(JSON.stringify(result));
      }
    }
    for await (const result of measureBatches(platform, backend, options.batches, options.seconds)) context.terminal.out(JSON.stringify(result));
    if (backend === 'cpu' && options.batches.length > 0) for await (const result of measureThreads(options.seconds)) context.terminal.out(JSON.stringify(result));
    for (const edge of options.conduction) context.terminal.out(JSON.stringify(await measureConduction(platform, backend, edge, options.seconds)));
    for (const edge of options.films) context.terminal.out(JSON.stringify(await measureFilm(platform, backend, filmScene(edge), options.seconds)));
  }
}

async function measureConduction(platform: Platform, choice: 'gpu' | 'cpu', edge: number, seconds: number): Promise<ConductionCase> {
  const hosts: Host[] = [];
  try {
    const times: number[][] = [[], []], iterations: number[] = [];
    for (const closure of ['prescribed', 'circuit'] as const) {
      const scene = conductionScene(edge, closure);
      const host = await openHost(platform, [scene], [tilted(scene, 1)], choice);
      hosts.push(host);
      const batch = new Batch([scene], host.plan, host.engine, 1);
      const warm = performance.now() + 500 * seconds;
      for (let n = 0; n < 3 || (n < 40 && performance.now() < warm); n++) await batch.chunk();
    }
    // In turns, so that what else runs on the machine meets both alike.
    const until = performance.now() + 1000 * seconds;
    while (times[0].length < 3 || (performance.now() < until && times[0].length < 500)) {
      for (const [k, host] of hosts.entries()) {
        const before = performance.now();
        host.engine.run(host.plan.attempt);
        await host.engine.read([{ buffer: 'flags' }]);
        times[k].push((performance.now() - before) / 1000);
      }
      const [state] = await hosts[1].engine.read([{ buffer: 'lead_state', offset: 0, length: LST_STRIDE }]);
      iterations.push(state[LST.ITERATIONS]);
    }
    const stages = hosts[0].plan.tableau.stages - 1;
    const [without, withPotential] = times.map((list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] / stages);
    const { backend, plan } = hosts[1];
    return {
      case: 'conduction', engine: backend.kind, adapter: backend.adapter, software: backend.software, cells: [edge, edge], attempts: times[0].length,
      secondsPerStage: without, secondsPerStageWithPotential: withPotential, ratio: withPotential / without,
      iterations: iterations.reduce((a, b) => a + b, 0) / iterations.length, mostIterations: Math.max(...iterations), tolerance: plan.potential?.tolerance ?? NaN,
    };
  } finally {
    for (const host of hosts) host.release();
  }
}

async function measureFilm(platform: Platform, choice: 'gpu' | 'cpu', scene: Scene, seconds: number): Promise<FilmCase> {
  const began = performance.now();
  const host = await openHost(platform, [scene], [tilted(scene, 1)], choice);
  try {
    const batch = new Batch([scene], host.plan, host.engine, 1);
    await host.engine.read([{ buffer: 'flags' }]);
    const setupSeconds = (performance.now() - began) / 1000;
    const { stages } = host.plan.tableau;
    const [nx, ny] = scene.grid.cells;
    // Some steps to warm up and to bring the step to its working length; a large film has no time for many.
    let [before] = await batch.chunk();
    const warm = performance.now() + 1000 * seconds;
    for (let n = 0; n < 3 || (n < 40 && performance.now() < warm); n++) [before] = await batch.chunk();
    const { seconds: one } = await secondsPerRound(host, 1, 0);
    const attempts = Math.max(1, Math.min(host.attempts, Math.floor(seconds / 4 / one)));
    const idle = process.cpuUsage();
    const { seconds: round, rounds } = await secondsPerRound(host, attempts, seconds);
    const used = process.cpuUsage(idle);
    const [after] = await batch.chunk();
    if (after.steps === before.steps) throw new CommandError(3, ['the film stood still']);
    const evaluations = (after.steps + after.rejected - before.steps - before.rejected) * (stages - 1);
    const time = round / attempts;
    return {
      case: 'film', engine: host.backend.kind, adapter: host.backend.adapter, software: host.backend.software, cells: [nx, ny],
      size: host.plan.demag?.size ?? [nx, ny],
      attempts: rounds * attempts,
      stepsPerSecond: 1 / time,
      megaCellEvaluationsPerSecond: (nx * ny * (stages - 1)) / time / 1e6,
      megaCellEvaluationsPerCpuSecond: host.backend.kind === 'cpu' ? (nx * ny * (stages - 1) * rounds * attempts) / (used.user + used.system) : null,
      secondsPerEvaluation: (after.time - before.time) / evaluations,
      rejected: after.rejected - before.rejected,
      setupSeconds,
      bytes: Object.values(host.plan.buffers).reduce((sum, { length }) => sum + (host.backend.kind === 'gpu' ? 4 : 8) * length, 0),
    };
  } finally {
    host.release();
  }
}

async function measure(platform: Platform, choice: 'gpu' | 'cpu', scene: Scene, seconds: number, copy: number): Promise<BenchCase> {
  const host = await openHost(platform, [scene], [tilted(scene, 1)], choice);
  try {
    const batch = new Batch([scene], host.plan, host.engine, host.attempts);
    await batch.chunk(); // warms up, and brings the step to its working length
    await batch.chunk();
    const chunk = host.attempts;
    const idle = process.cpuUsage();
    const perAttempt = await secondsPerRound(host, chunk, seconds / 2);
    const used = process.cpuUsage(idle);
    const perReadback = await secondsPerRound(host, 1, seconds / 2);
    const [{ steps }] = await batch.chunk();
    if (steps < perAttempt.rounds * chunk) throw new CommandError(3, [`the wire stood still: ${steps} steps in more than ${perAttempt.rounds * chunk} attempts`]);
    const cells = scene.grid.cells[0];
    const { stages } = host.plan.tableau;
    const bytes = host.plan.buffers.drift ? bytesPerAttempt(host) / (stages - 1) : null;
    const time = perAttempt.seconds / chunk;
    return {
      case: 'wire', engine: host.backend.kind, adapter: host.backend.adapter, software: host.backend.software, cells,
      closure: scene.transport?.closure ?? '',
      attempts: perAttempt.rounds * chunk,
      stepsPerSecond: 1 / time,
      megaCellEvaluationsPerSecond: (cells * (stages - 1)) / time / 1e6,
      megaCellEvaluationsPerCpuSecond: host.backend.kind === 'cpu' ? (cells * (stages - 1) * perAttempt.rounds * chunk) / (used.user + used.system) : null,
      stepsPerSecondWithReadback: 1 / perReadback.seconds,
      speedup: perReadback.seconds / time,
      bytesPerCellEvaluation: bytes,
      copyGigabytesPerSecond: copy / 1e9,
      floor: bytes === null ? null : (bytes * cells * (stages - 1)) / copy / time,
    };
  } finally {
    host.release();
  }
}

/**
 * Bytes a cell must move in one attempted step if nothing is kept on the chip: each stage reads m and the earlier rates
 * that its row of the tableau weighs and writes its own, the last also writes m, and the error reads the rates once more.
 */
function bytesPerAttempt({ plan, backend }: Host): number {
  const { tableau } = plan;
  const vec4 = 4 * (backend.kind === 'gpu' ? 4 : 8);
  const rate = plan.buffers.lever.length > 4 ? 2 * vec4 : vec4; // a closed circuit keeps drift and lever
  const stages = tableau.a.slice(1).map((row) => vec4 + rate * row.filter((x) => x !== 0).length + rate);
  return stages.reduce((a, b) => a + b, 0) + vec4 + rate * tableau.e.filter((x) => x !== 0).length;
}

/** Bytes per second of a plain copy, reading and writing counted, on the memory that the engine uses. */
async function copyBandwidth(platform: Platform, backend: 'gpu' | 'cpu'): Promise<number> {
  const bytes = 2 ** 26;
  if (backend === 'cpu') return hostCopy(bytes);
  const handle = await platform.requestGpu('any');
  if (typeof handle === 'string') throw new CommandError(3, [`no GPU: ${handle}`]);
  try {
    return await gpuCopyBandwidth(handle, bytes);
  } finally {
    handle.release();
  }
}

function hostCopy(bytes: number): number {
  const from = new Float64Array(bytes / 8).fill(1), to = new Float64Array(bytes / 8);
  const times = Array.from({ length: 9 }, () => {
    const before = performance.now();
    to.set(from);
    return (performance.now() - before) / 1000;
  });
  return (2 * bytes) / Math.min(...times);
}
