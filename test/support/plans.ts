/**
 * Plans of wires of every shape (of films: films.ts) for the kernel tests, buffers filled with random states in reduced units of order 1, and a
 * way to carry a plan's passes out on either engine and look at everything they leave behind.
 */
import { GpuEngine } from '../../src/gpu/engine.js';
import type { ShaderTexts } from '../../src/gpu/linker.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { shaderTexts } from '../../src/gpu/shaders.js';
import { kernels } from '../../src/kernels.js';
import { packSegment } from '../../src/lower/params.js';
import type { StepPlan } from '../../src/lower/steps.js';
import { lowerWire } from '../../src/lower/wire.js';
import { ANISO_STRIDE, CLK, CLK_STRIDE, CLOSURE, EVENT, FLG, FLG_STRIDE, PAR, PAR_BASE, prelude, SEG_STRIDE, SUMS_STRIDE } from '../../src/plan/layout.js';
import type { BufferData, Engine, Pass } from '../../src/plan/types.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import { Schedule } from '../../src/scene/schedule.js';
import type { Scene, SceneInput } from '../../src/scene/schema.js';
import { stream } from './stream.js';

export interface Variant {
  readonly cells: number;
  readonly batch: number;
  readonly closure: 'prescribed' | 'local' | 'circuit';
  readonly gradient: 2 | 4;
  readonly periodic: boolean;
  readonly method: 'rk4' | 'bs32' | 'dopri54';
  readonly uniaxial: number;
  readonly cubic: number;
  readonly threads: number;
  readonly cellsPerThread: number;
  /** Of wires that one workgroup integrates: see Tiling. */
  readonly attemptsOfDispatch?: number;
}

/** A variant on one line, for the names of tests. */
export function variantName(v: Variant): string {
  return `${v.cells} cells x ${v.batch}, ${v.closure}, order ${v.gradient}, ${v.periodic ? 'ring' : 'line'}, ${v.method}, ${v.uniaxial}+${v.cubic} axes, ${v.threads} threads x ${v.cellsPerThread}`;
}

function variantScene(v: Variant, seed: number): Scene {
  const scene: SceneInput = {
    grid: { cells: [v.cells, 1], cellSize: [2e-9, 1e-7, 5e-9], periodic: [v.periodic, false] },
    material: {
      Ms: 8e5, A: 1.3e-11, alpha: 0.1,
      anisotropy: [
        ...Array.from({ length: v.uniaxial }, () => ({ axis: [1, 0, 0] as [number, number, number], Ku1: 1e5 })),
        ...Array.from({ length: v.cubic }, () => ({ kind: 'cubic' as const, Kc1: 1e4 })),
      ],
    },
    initial: { kind: 'random', seed },
    transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, closure: v.closure },
    run: { duration: 1e-9, method: v.method, fixedStep: v.method === 'rk4' ? 1e-13 : null, gradientOrder: v.gradient },
  };
  return parseScene(scene);
}

export function variantPlan(v: Variant, attempts = 6): StepPlan {
  const scenes = Array.from({ length: v.batch }, (_, sim) => variantScene(v, sim));
  return lowerWire(scenes, scenes.map((scene) => initialMagnetization(scene)), { threads: v.threads, cellsPerThread: v.cellsPerThread, attemptsOfDispatch: v.attemptsOfDispatch }, attempts);
}

export type Contents = Record<string, Float64Array | Uint32Array>;

/**
 * Every buffer of a plan full of numbers that float32 holds exactly: parameters of order 1 that differ from simulation
 * to simulation, unit vectors in both planes of m, rates and sums of the size such a state has, a clock in the middle of
 * a step. Flags say RUN, not fresh, parity 0; the schedule is zero.
 */
export function randomContents(plan: StepPlan, v: Pick<Variant, 'cells' | 'batch' | 'closure' | 'uniaxial' | 'cubic'>, seed: number): Contents {
  const next = stream(seed);
  const between = (low: number, high: number) => Math.fround(low + (high - low) * next());
  const contents: Contents = Object.fromEntries(Object.entries(plan.buffers).map(([name, { kind, length }]) => [name, kind === 'u32' ? new Uint32Array(length) : new Float64Array(length)]));
  const direction = (): [number, number, number] => {
    const [x, y, z] = [between(-1, 1), between(-1, 1), between(-1, 1)];
    const size = Math.hypot(x, y, z) || 1;
    return [Math.fround(x / size), Math.fround(y / size), Math.fround(z / size)];
  };
  const fill = (name: string, low: number, high: number) => contents[name].forEach((_, i, all) => (all[i] = between(low, high)));

  (contents.tableau as Float64Array).set(plan.contents.tableau);
  contents.tableau.forEach((x, i, all) => (all[i] = Math.fround(x)));
  const stride = PAR_BASE + ANISO_STRIDE * (v.uniaxial + v.cubic);
  for (let sim = 0; sim < v.batch; sim++) {
    const at = sim * stride, p = contents.params as Float64Array;
    const put = (key: number, value: number) => void (p[at + key] = value);
    put(PAR.ALPHA, between(0, 0.5));
    put(PAR.BETA, between(-0.3, 0.6));
    put(PAR.POLARIZATION, between(-1, 1));
    put(PAR.EXCHANGE, between(0.3, 0.6));
    for (const key of [PAR.DEMAG_X, PAR.DEMAG_Y, PAR.DEMAG_Z]) put(key, between(0, 1));
    for (const key of [PAR.FIELD_X, PAR.FIELD_Y, PAR.FIELD_Z]) put(key, between(-1, 1));
    put(PAR.DRIFT, between(-1, 1));
    put(PAR.BIAS, between(-1, 1));
    put(PAR.CHI, Math.fround(v.closure === 'circuit' ? between(0.1, 0.3) / v.cells : between(0.05, 0.2)));
    put(PAR.TOLERANCE, between(0.5, 1));
    put(PAR.H_MAX, 2);
    put(PAR.H_MIN, Math.fround(1e-6));
    p.set(direction(), at + PAR.EASY_X);
    for (let i = 0; i < v.uniaxial + v.cubic; i++) {
      const to = at + PAR_BASE + ANISO_STRIDE * i;
      p.set(direction(), to);
      if (i < v.uniaxial) p.set([between(-0.5, 0.5), between(-0.3, 0.3)], to + 3);
      else {
        const [ux, uy, uz] = p.subarray(to, to + 3), [x, y, z] = direction();
        const along = ux * x + uy * y + uz * z;
        const w = [x - along * ux, y - along * uy, z - along * uz], size = Math.hypot(...w);
        p.set([between(-0.5, 0.5), ...w.map((c) => Math.fround(c / size)), between(-0.3, 0.3)], to + 3);
      }
    }
    const clock = contents.clock as Float64Array, c = sim * CLK_STRIDE;
    for (let k = CLK.NOW_FIELD; k < CLK_STRIDE; k++) clock[c + k] = between(-1, 1);
    clock[c + CLK.H] = between(0.1, 0.2);
    clock[c + CLK.H_TRY] = between(0.05, 0.1);
    clock[c + CLK.ERR_PREV] = between(0.2, 0.8);
    (contents.flags as Uint32Array)[sim * FLG_STRIDE + FLG.CROSSING] = Math.floor(next() * v.cells);
  }
  for (let i = 0; i < contents.m.length; i += 4) (contents.m as Float64Array).set(direction(), i);
  for (const name of ['drift', 'lever']) if (contents[name]) fill(name, -1, 1);
  // As sums over cells are: the totals grow with all of them, a workgroup's with its own. One sign a column, or the total
  // of many workgroups would be the small difference of large numbers; a lever works against the current that it causes.
  const signs = [1, -1, 1, -1, -1, 1, -1, 1], groups = groupsOf(plan);
  contents.sums?.forEach((_, i, all) => {
    const total = Math.floor(i / SUMS_STRIDE) % (groups + 1) === 0;
    // The last four are of leads, which there are none of here.
    all[i] = Math.fround(((signs[i % SUMS_STRIDE] ?? 0) * between(0.2, 1) * v.cells) / (total ? 1 : groups));
  });
  if (contents.worst) fill('worst', 0, 0.4);
  fill('ledger', -1, 1);
  if (contents.unsummed) {
    // Sums of these are the same in any order.
    fill('unsummed', -1, 1);
    for (const name of ['ledger', 'unsummed']) contents[name].forEach((x, i, all) => (all[i] = Math.round(256 * x) / 256));
  }
  fill('observed', -1, 1);
  fill('records', -1, 1);
  return contents;
}

/** @param texts shaders by name, where not those of the project */
export async function gpuEngineFor(handle: GpuHandle, plan: StepPlan, texts: ShaderTexts = shaderTexts): Promise<GpuEngine> {
  const engine = await GpuEngine.create(handle, plan.buffers, kernels, prelude(), texts);
  await engine.prepare([...plan.begin, ...plan.attempt, ...plan.gaze, ...plan.look, ...plan.shift]);
  return engine;
}

/** Fills every buffer, runs the passes, and hands every buffer back. */
export async function carryOut(engine: Engine, contents: Contents, passes: readonly Pass[]): Promise<Record<string, BufferData>> {
  for (const [name, data] of Object.entries(contents)) engine.write(name, data);
  engine.run(passes);
  return everything(engine, Object.keys(contents));
}

/** Every named buffer of an engine. */
export async function everything(engine: Engine, names: readonly string[]): Promise<Record<string, BufferData>> {
  const data = await engine.read(names.map((buffer) => ({ buffer })));
  return Object.fromEntries(names.map((name, i) => [name, data[i]]));
}

/** First element of a plane of m, drift or lever. */
export function planeAt(plan: StepPlan, index: number, sim: number): number {
  return 4 * (index * plan.batch + sim) * plan.cells;
}

/** Workgroups of a simulation. */
export function groupsOf(plan: StepPlan): number {
  return plan.gaze[0].groups[0];
}

/** First element of a row of `sums`: row 0 the total, row g + 1 that of workgroup g. */
export function sumsAt(plan: StepPlan, sim: number, slot: number, row: number): number {
  return SUMS_STRIDE * ((sim * plan.tableau.stages + slot) * (groupsOf(plan) + 1) + row);
}

export function isCircuit(plan: StepPlan): boolean {
  return plan.attempt[0].constants.KIND === CLOSURE.CIRCUIT;
}

/** What every buffer of a plan holds at the start of a run of these scenes, with as many segments as the ring takes. */
export function startContents(plan: StepPlan, scenes: readonly Scene[]): Contents {
  const contents: Contents = Object.fromEntries(Object.entries(plan.buffers).map(([name, { kind, length }]) => [name, kind === 'u32' ? new Uint32Array(length) : new Float64Array(length)]));
  for (const [name, data] of Object.entries(plan.contents)) contents[name].set(data);
  scenes.forEach((scene, sim) => {
    const schedule = new Schedule(scene);
    const { field, current, voltage } = schedule.segment(0);
    contents.clock.set([field[0], current[0], voltage[0]], sim * CLK_STRIDE + CLK.NOW_FIELD);
    for (let k = 0; k < Math.min(plan.segments, schedule.count); k++) {
      const segment = schedule.segment(k);
      const events = (segment.sample ? EVENT.SAMPLE : 0) | (segment.jump ? EVENT.JUMP : 0) | (segment.last ? EVENT.LAST : 0);
      contents.schedule.set(packSegment(segment, plan.units[sim], scene.run.fixedStep, events), (sim * plan.segments + k) * SEG_STRIDE);
    }
  });
  return contents;
}
