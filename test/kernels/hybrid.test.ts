/** The same plan on both engines, whole and cut in two at every pass; and the search for a wrong pass, on one broken on purpose. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import type { GpuEngine } from '../../src/gpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels, type Kernel } from '../../src/kernels.js';
import type { StepPlan } from '../../src/lower/steps.js';
import { lowerWire } from '../../src/lower/wire.js';
import { CLK, CLK_STRIDE, FLG, FLG_STRIDE, MODE, OBS, REC_STRIDE, STATE } from '../../src/plan/layout.js';
import type { Pass, Twin } from '../../src/plan/types.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { Scene } from '../../src/scene/schema.js';
import { gpuHandle } from '../support/gpu.js';
import { distanceOf, hybrid, lastWrongPass } from '../support/hybrid.js';
import { distance, largest, small } from '../support/measured.js';
import { carryOut, gpuEngineFor, startContents, type Contents } from '../support/plans.js';
import { stream } from '../support/stream.js';

interface Setup {
  readonly closure: 'prescribed' | 'local' | 'circuit';
  readonly method: 'dopri54' | 'bs32' | 'rk4';
  readonly fixedStep: number | null;
  readonly periodic?: boolean;
  /** s */
  readonly sampleEvery?: number;
}

const CELLS = 75;
/** Three times the largest distance that was seen on SwiftShader between two states a few dozen passes apart. */
const AGREE = 1.2e-5;

/** A wall with ripples that a sine field and a current shake, in two variations. */
function scenesOf({ closure, method, fixedStep, periodic = false, sampleEvery = 1e-12 }: Setup): Scene[] {
  return [0, 1].map((k) => parseScene({
    grid: { cells: [CELLS, 1], cellSize: [4e-9, 1e-7, 1e-8], periodic: [periodic, false] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05 + 0.1 * k, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }, { kind: 'cubic', Kc1: 1e4 }] },
    demag: { factors: [0, 0.2, 0.8] },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0.3], right: [-1, 0, 0], at: 1.5e-7, width: 1.6e-8 },
    field: { B: [0.02, 0.01, 0], waveform: { kind: 'sine', frequency: 2e9, phase: 0.4 + k } },
    transport: { polarization: 0.7, beta: 0.2, conductivity: 4e7, closure, j: [3e12, 0], voltage: 2e-3, load: 0.5 },
    run: { duration: 1e-10, method, fixedStep, tolerance: 1e-4 },
    output: { sampleEvery },
  }));
}

function lowered(scenes: readonly Scene[]): { plan: StepPlan; contents: Contents } {
  const next = stream(11);
  const starts = scenes.map((scene) => initialMagnetization(scene).map((x) => x + 0.1 * (next() - 0.5))).map((m) => {
    for (let i = 0; i < m.length; i += 3) {
      const size = Math.hypot(m[i], m[i + 1], m[i + 2]);
      for (let k = 0; k < 3; k++) m[i + k] /= size;
    }
    return m;
  });
  const plan = lowerWire(scenes, starts, { threads: 8, cellsPerThread: 3 }, 32);
  return { plan, contents: startContents(plan, scenes) };
}

const attempts = (plan: StepPlan, n: number): Pass[] => Array.from({ length: n }, () => plan.attempt).flat();

let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => handle.release());

const fixedSetups: Setup[] = [
  { closure: 'prescribed', method: 'dopri54', fixedStep: 2.5e-13 },
  { closure: 'circuit', method: 'dopri54', fixedStep: 2.5e-13, periodic: true },
  { closure: 'local', method: 'rk4', fixedStep: 2.5e-13 },
  { closure: 'circuit', method: 'bs32', fixedStep: 1.25e-13 },
];

describe.each(fixedSetups.map((setup) => [`${setup.method}, ${setup.closure}${setup.periodic ? ', ring' : ''}`, setup] as const))('%s, fixed steps', (_name, setup) => {
  const { plan, contents } = lowered(scenesOf(setup));
  let gpu: GpuEngine;
  beforeAll(async () => {
    gpu = await gpuEngineFor(handle, plan);
  });
  afterAll(() => gpu.destroy());
  const cpu = () => new CpuEngine(plan.buffers, kernels);

  // Four steps to a sample: the last pass of a round writes down, the next is judged from there.
  const round = [...attempts(plan, 4), ...plan.gaze];

  it('goes the same way for 24 steps', async () => {
    const passes = [...plan.begin, ...Array.from({ length: 6 }, () => round).flat()];
    const [a, b] = [await carryOut(cpu(), contents, passes), await carryOut(gpu, contents, passes)];
    for (const sim of [0, 1]) expect(a.flags[sim * FLG_STRIDE + FLG.STEPS]).toBeGreaterThanOrEqual(24);
    const { size, where } = distanceOf(a, b);
    // Float32 against float64, relative to each column. Measured: 3.7e-6.
    small(`${_name}: 24 steps, at ${where}`, size, AGREE);
  });

  it('cut in two after any pass', async () => {
    // In the middle of things: 9 steps done, then a chunk's beginning, one attempt and a look.
    const before = await carryOut(cpu(), contents, [...plan.begin, ...round, ...round, ...plan.attempt]);
    const from = Object.fromEntries(Object.entries(before).map(([name, data]) => [name, data instanceof Uint32Array ? data : Float64Array.from(data)]));
    const passes = [...plan.begin, ...attempts(plan, 3), ...plan.gaze, ...plan.look];
    const whole = await carryOut(cpu(), from, passes);
    for (let n = 0; n <= passes.length; n++) {
      const { size, where } = distanceOf(whole, await hybrid(gpu, cpu(), plan, from, passes, n));
      small(`${_name}: first ${n} on the GPU, at ${where}`, size, AGREE);
    }
  });
});

describe('adaptive steps', () => {
  it.each(['prescribed', 'circuit'] as const)('%s: the same accepts and rejects, landing on the same samples', async (closure) => {
    const { plan, contents } = lowered(scenesOf({ closure, method: 'dopri54', fixedStep: null, sampleEvery: 1e-11 }));
    const passes = [...plan.begin, ...Array.from({ length: 80 }, () => [...plan.attempt, ...plan.gaze]).flat()];
    // A first step far too long for the ripples.
    for (const sim of [0, 1]) contents.clock[sim * CLK_STRIDE + CLK.H] = 4;
    const gpu = await gpuEngineFor(handle, plan);
    const [a, b] = [await carryOut(new CpuEngine(plan.buffers, kernels), contents, passes), await carryOut(gpu, contents, passes)];
    gpu.destroy();
    for (const sim of [0, 1]) {
      const flags = (of: typeof a) => [FLG.STATE, FLG.STEPS, FLG.REJECTED, FLG.SEGMENT, FLG.RECORDS].map((key) => of.flags[sim * FLG_STRIDE + key]);
      expect(flags(b)).toEqual(flags(a));
      const [state, steps, rejected, segment, rows] = flags(a);
      expect(state).toBe(STATE.RUN);
      expect(steps).toBeGreaterThan(15);
      expect(rejected).toBeGreaterThan(0);
      expect(rows).toBe(segment + 1);
      expect(rows).toBeGreaterThan(2);
      // At equal times the states differ by float32, and by steps whose lengths differ in the fourth digit. Measured: 4.6e-7.
      const row = (of: typeof a, k: number) => of.records.subarray((sim * (plan.ring + 1) + k) * REC_STRIDE, (sim * (plan.ring + 1) + k) * REC_STRIDE + OBS.E_DEMAG + 1);
      for (let k = 0; k < rows; k++) small(`adaptive ${closure}, sample ${k}`, distance(row(a, k), row(b, k)) / largest(row(a, k)), 1.5e-6);
    }
  });
});

describe('the search for a wrong pass', () => {
  const { plan, contents } = lowered(scenesOf({ closure: 'circuit', method: 'dopri54', fixedStep: 2.5e-13 }));
  const passes = [...plan.begin, ...plan.attempt, ...plan.gaze];
  let gpu: GpuEngine;
  beforeAll(async () => {
    gpu = await gpuEngineFor(handle, plan);
  });
  afterAll(() => gpu.destroy());

  /** The kernel table with one twin that goes wrong where its args are `args`. */
  function broken(name: string, args: readonly number[], buffer: string, at: number): ReadonlyMap<string, Kernel> {
    const kernel = kernels.get(name)!;
    const twin: Twin = (buffers, constants, groups, given) => {
      kernel.twin(buffers, constants, groups, given);
      if (given.join() === args.join()) buffers[buffer][at] = 1.001 * buffers[buffer][at] + 1e-4;
    };
    return new Map([...kernels, [name, { ...kernel, twin }]]);
  }

  it('finds nothing where nothing is wrong', async () => {
    expect(await lastWrongPass(gpu, new CpuEngine(plan.buffers, kernels), plan, contents, passes, AGREE)).toBeNull();
  });

  const plane = (slot: number) => 4 * slot * plan.batch * plan.cells;
  const cases: [string, readonly number[], string, number, number][] = [
    ['wire/stage', [1], 'drift', plane(0) + 4 * 37, 1],
    ['wire/stage', [4], 'drift', plane(3) + 4 * 37, plan.begin.length + 2],
    ['wire/stage', [5], 'lever', plane(4) + 4 * 37 + 1, plan.begin.length + 3],
    ['wire/stage', [7], 'm', plane(1) + 4 * 36, plan.begin.length + 5],
    ['step/judge', [], 'worst', 1, plan.begin.length + 6],
    ['step/control', [MODE.JUDGE], 'ledger', 0, plan.begin.length + 7],
    ['step/control', [MODE.READY], 'clock', CLK.NOW_FIELD, 2],
  ];
  it.each(cases)('%s(%j) wrong in %s', async (name, args, buffer, at, pass) => {
    expect(passes[pass]).toMatchObject({ kernel: name, args });
    expect(await lastWrongPass(gpu, new CpuEngine(plan.buffers, broken(name, args, buffer, at)), plan, contents, passes, AGREE)).toBe(pass);
  });
});
