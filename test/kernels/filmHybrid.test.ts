/** The plan of a film with full magnetostatics on both engines, whole and cut in two at every pass, and the search for a wrong pass in it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import type { GpuEngine } from '../../src/gpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels, type Kernel } from '../../src/kernels.js';
import { cpuConduction } from '../../src/lower/conduction.js';
import { lowerFilm } from '../../src/lower/film.js';
import type { StepPlan } from '../../src/lower/steps.js';
import { FLG, FLG_STRIDE } from '../../src/plan/layout.js';
import type { Pass, Twin } from '../../src/plan/types.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { Scene } from '../../src/scene/schema.js';
import { passesTiling } from '../support/films.js';
import { gpuHandle } from '../support/gpu.js';
import { distanceOf, hybrid, lastWrongPass } from '../support/hybrid.js';
import { small } from '../support/measured.js';
import { carryOut, gpuEngineFor, startContents, type Contents } from '../support/plans.js';

/** Three times the largest distance that was seen on SwiftShader, 5.9e-6: the mean of m over a vortex is the small rest of a large sum. */
const AGREE = 1.8e-5;

/** Vortices in ellipses of 11 x 7 cells in a sine field and under a current across, two variations. */
function scenesOf(closure: 'prescribed' | 'local', method: 'bs32' | 'rk4'): Scene[] {
  return [0, 1].map((k) => parseScene({
    grid: { cells: [11, 7], cellSize: [4e-9, 5e-9, 6e-9] },
    geometry: { shape: 'ellipse', size: [4.2e-8, 3.4e-8] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05 + 0.1 * k, dmi: { interfacial: 1e-3, bulk: 0 }, anisotropy: [{ axis: [0, 0, 1], Ku1: 5e4 }] },
    demag: 'full',
    initial: { kind: 'vortex', circulation: 1, polarity: k ? 1 : -1 },
    field: { B: [0.02, 0.01, 0.03], waveform: { kind: 'sine', frequency: 2e9, phase: 0.4 + k } },
    transport: { polarization: 0.7, beta: 0.2, conductivity: 4e7, closure, j: [3e12, 1e12] },
    run: { duration: 1e-10, method, fixedStep: 2.5e-13 },
    output: { sampleEvery: 1e-12 },
  }));
}

function lowered(scenes: readonly Scene[]): { plan: StepPlan; contents: Contents } {
  const plan = lowerFilm(scenes, scenes.map((scene) => initialMagnetization(scene)), { threads: 8, cellsPerThread: 1 }, passesTiling, 32, cpuConduction);
  return { plan, contents: startContents(plan, scenes) };
}

const attempts = (plan: StepPlan, n: number): Pass[] => Array.from({ length: n }, () => plan.attempt).flat();

let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => handle.release());

describe.each([['prescribed', 'bs32'], ['local', 'rk4']] as const)('%s, %s, fixed steps', (closure, method) => {
  const { plan, contents } = lowered(scenesOf(closure, method));
  let gpu: GpuEngine;
  beforeAll(async () => {
    gpu = await gpuEngineFor(handle, plan);
  });
  afterAll(() => gpu.destroy());
  const cpu = () => new CpuEngine(plan.buffers, kernels);
  const round = [...attempts(plan, 4), ...plan.gaze];

  it('goes the same way for 24 steps', async () => {
    const passes = [...plan.begin, ...Array.from({ length: 6 }, () => round).flat()];
    const [a, b] = [await carryOut(cpu(), contents, passes), await carryOut(gpu, contents, passes)];
    for (const sim of [0, 1]) expect(a.flags[sim * FLG_STRIDE + FLG.STEPS]).toBe(24);
    const { size, where } = distanceOf(settled(a), settled(b));
    small(`${closure}: 24 steps, at ${where}`, size, AGREE);
  });

  it('cut in two after any pass', async () => {
    const before = await carryOut(cpu(), contents, [...plan.begin, ...round, ...attempts(plan, 1)]);
    const from = Object.fromEntries(Object.entries(before).map(([name, data]) => [name, data instanceof Uint32Array ? data : Float64Array.from(data)]));
    const passes = [...attempts(plan, 1), ...plan.gaze, ...plan.look];
    const whole = await carryOut(cpu(), from, passes);
    for (let n = 0; n <= passes.length; n++) {
      const { size, where } = distanceOf(settled(whole), settled(await hybrid(gpu, cpu(), plan, from, passes, n)));
      small(`${closure}: first ${n} on the GPU, at ${where}`, size, AGREE);
    }
  });
});

/** Without the transforms' scratch, in whose padding rounding is all there is. */
function settled<T>(data: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'demag_a' && name !== 'demag_b'));
}

describe('the search for a wrong pass', () => {
  const { plan, contents } = lowered(scenesOf('prescribed', 'bs32'));
  const passes = [...plan.begin, ...plan.attempt, ...plan.gaze];
  const middle = (plan.cells >> 1) * 4;
  let gpu: GpuEngine;
  beforeAll(async () => {
    gpu = await gpuEngineFor(handle, plan);
  });
  afterAll(() => gpu.destroy());

  /** The kernel table with one twin that goes wrong in its nth call of an engine. */
  function broken(name: string, nth: number, buffer: string): ReadonlyMap<string, Kernel> {
    const kernel = kernels.get(name)!;
    const twin: Twin = (buffers, constants, groups, args) => {
      kernel.twin(buffers, constants, groups, args);
      if (args[0] === nth) buffers[buffer][middle] = 1.01 * buffers[buffer][middle] + 1e-2;
    };
    return new Map([...kernels, [name, { ...kernel, twin }]]);
  }

  it.each([['film/compose', 3, 'stage_m'], ['film/rate', 3, 'drift']] as const)('%s(%i) wrong in %s', async (name, stage, buffer) => {
    const at = passes.findIndex((pass) => pass.kernel === name && pass.args![0] === stage);
    const found = await lastWrongPass(gpu, new CpuEngine(plan.buffers, broken(name, stage, buffer)), plan, contents, passes, 1e-4);
    expect(found).toBe(at);
  });
});
