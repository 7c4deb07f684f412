/** Where a scene runs: chooses the engine, cuts the cells up for it, and refuses what it cannot hold. */
import { CpuEngine } from '../cpu/engine.js';
import { GpuEngine } from '../gpu/engine.js';
import type { GpuHandle, Platform } from '../gpu/platform.js';
import { kernels } from '../kernels.js';
import { cpuConduction, gpuConduction } from '../lower/conduction.js';
import { cpuTiling, gpuTiling as gpuDemagTiling } from '../lower/demag.js';
import type { StepPlan, Tiling } from '../lower/steps.js';
import { lower } from '../lower/lower.js';
import { TABLEAUS } from '../math/tableau.js';
import { FLG, MOST_PER, prelude } from '../plan/layout.js';
import type { Engine } from '../plan/types.js';
import { numberText, SceneError } from '../scene/errors.js';
import { isFilm } from '../scene/film.js';
import type { Scene } from '../scene/schema.js';
import { RunError } from './state.js';

export type BackendChoice = 'auto' | 'gpu' | 'cpu';

export interface Backend {
  readonly kind: 'gpu' | 'cpu';
  /** Name of the adapter; `float64` for the CPU engine. */
  readonly adapter: string;
  readonly software: boolean;
  /** Why this one, in words. */
  readonly reason: string;
}

/**
 * The magnetization where WebGPU has it, for viewers that draw it without reading it back. Whoever draws binds the buffers read-only and submits
 * to the same device; between two submissions of the engine they hold a whole state. They are gone after `destroy()`.
 */
export interface GpuState {
  readonly device: GPUDevice;
  /** Two planes of nx * ny vec4f, x fastest: m, and w, which is 0 in the empty cells of films. */
  readonly m: GPUBuffer;
  /** u32. The plane that holds the state is `flags[parity]`, 0 or 1: it changes with every step, so that a shader has to look. */
  readonly flags: GPUBuffer;
  readonly parity: number;
}

/** Finer than this the error of a float32 step is round-off: its estimate does not fall below about 2e-7. */
const FINEST_FLOAT32 = 1e-6;

/** Bytes that the float64 engine takes at most: a laptop's, with room for its other work. */
const MOST_MEMORY = 2 ** 32;

/** An engine with a plan on it, and why it is this one. */
export interface Host {
  readonly engine: Engine;
  readonly plan: StepPlan;
  readonly backend: Backend;
  /** The state on the device; null where it is in this process's memory. */
  readonly gpu: GpuState | null;
  /** Attempted steps between two looks: few enough for a fluent progress bar, many enough to hide the round trip. */
  readonly attempts: number;
  /** Frees the engine and the device. Safe to call twice. */
  release(): void;
}

/**
 * @param scenes one or more of one shape (src/lower/steps.ts)
 * @param start magnetization of each, [cells * 3]
 * @param regions the region of each cell, as of regionIndex; needed where shapes of regions need files
 * @throws SceneError where the engine cannot do what the scene asks; RunError where `gpu` is asked for and there is none
 */
export async function openHost(platform: Platform, scenes: readonly Scene[], start: readonly Float64Array[], choice: BackendChoice, regions?: readonly Uint8Array[]): Promise<Host> {
  const picked = await pick(platform, finestTolerance(scenes), choice);
  if ('handle' in picked) return gpuHost(picked.handle, scenes, start, regions, picked.reason);
  return cpuHost(scenes, start, regions, picked.reason);
}

/** The engine that openHost would take for scenes of which `finest` is the finest tolerance; nothing is held. Throws as openHost does. */
export async function chooseBackend(platform: Platform, finest: number, choice: BackendChoice): Promise<Backend> {
  const picked = await pick(platform, finest, choice);
  if (!('handle' in picked)) return { ...FLOAT64, reason: picked.reason };
  const { handle, reason } = picked;
  handle.release();
  return { kind: 'gpu', adapter: handle.adapter, software: handle.software, reason };
}

/** Infinity where every scene has a fixed step. */
export const finestTolerance = (scenes: readonly Scene[]): number => Math.min(...scenes.filter((scene) => scene.run.fixedStep === null).map((scene) => scene.run.tolerance));

const FLOAT64 = { kind: 'cpu', adapter: 'float64', software: true } as const;

async function pick(platform: Platform, finest: number, choice: BackendChoice): Promise<{ handle: GpuHandle; reason: string } | { reason: string }> {
  if (choice === 'cpu') return { reason: 'asked for' };
  if (finest < FINEST_FLOAT32) {
    const limit = numberText(FINEST_FLOAT32);
    if (choice === 'auto') return { reason: `run.tolerance ${numberText(finest)} is finer than float32 resolves (${limit})` };
    throw new SceneError([`run.tolerance: expected ${limit} <= tolerance on the GPU, got ${numberText(finest)}; float32 resolves no less, use --backend cpu`]);
  }
  const handle = await platform.requestGpu(choice === 'gpu' ? 'any' : 'hardware');
  if (typeof handle !== 'string') return { handle, reason: choice === 'gpu' ? 'asked for' : 'a hardware adapter was found' };
  if (choice === 'gpu') throw new RunError(`no GPU: ${handle}`);
  return { reason: handle };
}

/** The plan of the float64 engine, parameters as of openHost. */
export function cpuPlan(scenes: readonly Scene[], start: readonly Float64Array[], regions: readonly Uint8Array[] | undefined, attempts: number): StepPlan {
  const cells = scenes[0].grid.cells[0] * scenes[0].grid.cells[1];
  const tiling = isFilm(scenes[0]) ? { threads: cells, cellsPerThread: 1 } : { threads: 1, cellsPerThread: cells };
  return lower(scenes, start, tiling, cpuTiling, attempts, cpuConduction, regions);
}

function cpuHost(scenes: readonly Scene[], start: readonly Float64Array[], regions: readonly Uint8Array[] | undefined, reason: string): Host {
  const cells = scenes[0].grid.cells[0] * scenes[0].grid.cells[1];
  const attempts = 32;
  const plan = cpuPlan(scenes, start, regions, attempts);
  const bytes = Object.values(plan.buffers).reduce((sum, { length }) => sum + 8 * length, 0);
  const gib = (n: number) => `${(n / 2 ** 30).toFixed(1)} GiB`;
  if (bytes > MOST_MEMORY) {
    const fits = Math.floor((cells * MOST_MEMORY) / bytes);
    throw new SceneError([`grid.cells: expected at most about ${fits} cells on the float64 engine, got ${cells}: they need ${gib(bytes)} of memory, the limit is ${gib(MOST_MEMORY)}`]);
  }
  try {
    const engine = new CpuEngine(plan.buffers, kernels);
    return { engine, plan, attempts, backend: { ...FLOAT64, reason }, gpu: null, release: () => engine.destroy() };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SceneError([`grid.cells: expected a wire that fits in memory, got ${cells} cells, which need ${gib(bytes)}`]);
  }
}

async function gpuHost(handle: GpuHandle, scenes: readonly Scene[], start: readonly Float64Array[], regions: readonly Uint8Array[] | undefined, reason: string): Promise<Host> {
  try {
    const attempts = handle.software ? 32 : 64;
    const plan = lower(scenes, start, isFilm(scenes[0]) ? filmTiling(handle) : wireTiling(handle, scenes[0].grid.cells[0], scenes.length), gpuDemagTiling(handle.software, demagLimits(handle.limits)), attempts, gpuConduction(handle), regions);
    refuseTooLarge(plan, handle);
    const engine = await GpuEngine.create(handle, plan.buffers, kernels, prelude());
    const moves = scenes.some((scene) => scene.run.followTexture);
    await engine.prepare([...plan.begin, ...plan.attempt, ...plan.gaze, ...plan.look, ...(moves ? plan.shift : [])]);
    const release = () => {
      engine.destroy();
      handle.release();
    };
    const gpu = { device: handle.device, m: engine.buffer('m'), flags: engine.buffer('flags'), parity: FLG.PARITY };
    return { engine, plan, attempts, backend: { kind: 'gpu', adapter: handle.adapter, software: handle.software, reason }, gpu, release };
  } catch (error) {
    handle.release();
    throw error;
  }
}

/** Evaluations of a cell's rate that any hardware GPU does in a tenth of a second: drivers end dispatches that take very much longer. */
const EVALUATIONS = 2.5e7;

/** Of an attempted step, whose first rate is the last of the step before. */
const MOST_OF_ATTEMPT = Math.max(...Object.values(TABLEAUS).map(({ stages }) => stages - 1));

/** Threads of a workgroup that integrates a wire, at most: more of them wait longer for each other than they gain. */
const MOST_THREADS = 256;

/** A workgroup a wire where its memory and its threads hold one, else as `gpuTiling`. */
export function wireTiling(handle: Pick<GpuHandle, 'software' | 'workgroupSize' | 'limits'>, cells: number, batch: number): Tiling {
  const { maxComputeWorkgroupStorageSize: bytes, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX } = handle.limits;
  const most = Math.min(MOST_THREADS, maxComputeInvocationsPerWorkgroup, maxComputeWorkgroupSizeX);
  // On hardware a thread a cell; on a CPU, where barriers cost, as many cells as a thread can take.
  const wanted = handle.software ? Math.max(handle.workgroupSize, cells / MOST_PER) : Math.max(32, cells);
  const threads = Math.min(most, 2 ** Math.ceil(Math.log2(wanted)));
  const cellsPerThread = Math.ceil(cells / threads);
  // m of the stage and the tree of sums, a vec4f each; parameters, clock and flags are a few hundred bytes.
  if (cellsPerThread > MOST_PER || 16 * (cells + threads) + 2048 > bytes) return gpuTiling(handle, cells);
  return { threads, cellsPerThread, attemptsOfDispatch: Math.min(64, Math.max(1, Math.floor(EVALUATIONS / (MOST_OF_ATTEMPT * cells * batch)))) };
}

/** A thread a cell on hardware, unless that makes too many workgroups to add up; long tiles on a CPU, where barriers cost, but two at least. */
export function gpuTiling(handle: Pick<GpuHandle, 'software' | 'workgroupSize' | 'limits'>, cells: number): Tiling {
  const threads = handle.workgroupSize;
  const mostGroups = 1024;
  const mostPerTile = Math.floor(handle.limits.maxComputeWorkgroupStorageSize / 16 / 2);
  const wanted = handle.software ? Math.min(64, Math.ceil(cells / (2 * threads))) : 1;
  const needed = Math.ceil(cells / (threads * mostGroups));
  return { threads, cellsPerThread: Math.max(1, Math.min(Math.max(wanted, needed), Math.floor(mostPerTile / threads))) };
}

/** A thread a cell; large workgroups where the largest films would have more workgroups than a dispatch may. */
function filmTiling(handle: Pick<GpuHandle, 'software' | 'workgroupSize'>): Tiling {
  return { threads: handle.software ? 2 * handle.workgroupSize : 256, cellsPerThread: 1 };
}

const demagLimits = (limits: GpuHandle['limits']) => ({ invocations: limits.maxComputeInvocationsPerWorkgroup, workgroupBytes: limits.maxComputeWorkgroupStorageSize });

function refuseTooLarge({ buffers, cells }: StepPlan, handle: GpuHandle): void {
  const most = Math.min(handle.limits.maxStorageBufferBindingSize, handle.limits.maxBufferSize);
  const [name, largest] = Object.entries(buffers).map(([key, { length }]) => [key, 4 * length] as const).reduce((a, b) => (b[1] > a[1] ? b : a));
  if (largest <= most) return;
  const mib = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  throw new SceneError([`grid.cells: expected at most about ${Math.floor((cells * most) / largest)} cells on ${handle.adapter}, got ${cells}: buffer ${name} needs ${mib(largest)}, the adapter binds ${mib(most)}`]);
}
