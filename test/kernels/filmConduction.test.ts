/**
 * The kernels around the conduction solve of a film on the GPU against their float64 twins, as film.test.ts does for the others: how a
 * cell answers an electric field, what the current in it does, what is seen of it at a sample.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GpuEngine } from '../../src/gpu/engine.js';
import type { ShaderTexts } from '../../src/gpu/linker.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { shaderTexts } from '../../src/gpu/shaders.js';
import { kernels } from '../../src/kernels.js';
import type { StepPlan } from '../../src/lower/steps.js';
import { ANISO_STRIDE, FLG, FLG_STRIDE, LST, LST_STRIDE, materialRow, OBS, OBS_STRIDE, PAR, PAR_BASE, prelude, SEG, SEG_STRIDE, slot } from '../../src/plan/layout.js';
import type { Pass } from '../../src/plan/types.js';
import { filmName, filmPlan, randomFilmContents, type FilmVariant } from '../support/films.js';
import { gpuHandle } from '../support/gpu.js';
import { groupsOf, planeAt, sumsAt, type Contents } from '../support/plans.js';
import { stand } from '../support/standings.js';
import { stream } from '../support/stream.js';
import { Measured, SENTINEL } from '../support/twins.js';

const variants: FilmVariant[] = (['open', 'circuit', 'two-band', 'landau-lifshitz'] as const).flatMap((closure, c) =>
  ([[1, 5], [7, 3], [9, 8]] as const).map(([nx, ny], s): FilmVariant => ({
    nx, ny, closure, batch: s === 1 ? 3 : 1, gradient: (s + c) % 2 ? 2 : 4, periodic: [false, false], method: (['bs32', 'rk4'] as const)[(s + c) % 2],
    uniaxial: s, cubic: c % 2, threads: [4, 8, 64][s], dmi: s === 1, magnetostatic: s !== 1, holes: s > 0, regions: s,
  })));

const around = ['film/respond', 'film/transfer', 'film/observe', 'step/record', 'step/control'];
const of = (passes: readonly Pass[], kernel: string): Pass[] => passes.filter((pass) => pass.kernel === kernel);

/** Random answers and currents, and what makes them matter: conductances, magnetoresistance, Saslow's coefficients, leads. */
function randomConduction(plan: StepPlan, v: FilmVariant, seed: number): Contents {
  const contents = randomFilmContents(plan, v, seed);
  const next = stream(seed + 2000), between = (low: number, high: number) => Math.fround(low + (high - low) * next());
  const stride = PAR_BASE + ANISO_STRIDE * (v.uniaxial + v.cubic);
  for (let sim = 0; sim < v.batch; sim++) {
    const conductance = between(0.05, 0.2);
    for (let k = 0; k <= v.regions; k++) {
      const row = stride * materialRow(sim, k + 1, v.batch, v.regions + 1);
      contents.params.set([conductance], row + PAR.CONDUCTANCE);
      contents.params.set([v.closure === 'circuit' ? between(-0.3, 0.3) : 0], row + PAR.AMR);
      contents.params.set([between(-0.3, 0.3), between(-0.2, 0.2)], row + PAR.SPIN_FLUX);
    }
    const state = contents.lead_state as Float64Array, at = sim * LST_STRIDE;
    for (let k = LST.U; k < LST.GIVEN; k++) state[at + k] = between(-1, 1);
    for (let k = LST.PROBES; k < LST_STRIDE; k++) state[at + k] = between(-1, 1);
    state.set([between(1, 9), between(0.1, 0.5), sim === 1 ? 0 : 1], at + LST.ITERATIONS);
  }
  for (const name of ['current', 'tensor', 'source']) contents[name].forEach((_, i, all) => (all[i] = between(-1, 1)));
  return contents;
}

async function engineFor(handle: GpuHandle, plan: StepPlan, texts: ShaderTexts = shaderTexts): Promise<GpuEngine> {
  const engine = await GpuEngine.create(handle, plan.buffers, kernels, prelude(), texts);
  await engine.prepare([...plan.begin, ...plan.attempt, ...plan.gaze].filter(({ kernel }) => around.includes(kernel)));
  return engine;
}

// Seen on SwiftShader: the table has about three times that.
const measured = new Measured();
let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => {
  measured.say();
  handle.release();
});

describe.each(variants.map((v) => [filmName(v), v] as const))('%s', (_name, v) => {
  const plan = filmPlan(v), { stages } = plan.tableau;
  let gpu: GpuEngine;
  beforeAll(async () => {
    gpu = await engineFor(handle, plan);
  });
  afterAll(() => gpu.destroy());
  const parityOf = (contents: Contents, sim: number) => contents.flags[sim * FLG_STRIDE + FLG.PARITY];
  const stageOf = (s: number, parity: number, seed: number): Contents => {
    const contents = randomConduction(plan, v, seed);
    stand(contents, v.batch, parity, s === 1 ? 2 * parity + 2 : 8 - parity * (s % v.batch));
    return contents;
  };

  it('respond, every stage', async () => {
    for (const pass of [...of(plan.begin, 'film/respond'), ...of(plan.attempt, 'film/respond')]) {
      const [s] = pass.args!, contents = stageOf(s, s % 2, 10 * s);
      contents.tensor.fill(SENTINEL);
      contents.source.fill(SENTINEL);
      for (let sim = 0; sim < v.batch; sim++) {
        const at = planeAt(plan, slot(s, stages, parityOf(contents, sim)), sim);
        contents.drift.fill(SENTINEL, at, at + 4 * plan.cells);
      }
      await measured.agree(gpu, plan, pass, contents);
    }
  });

  it('transfer, every stage', async () => {
    for (const pass of [...of(plan.begin, 'film/transfer'), ...of(plan.attempt, 'film/transfer')]) {
      const [s] = pass.args!, contents = stageOf(s, s % 2, 20 * s);
      for (let sim = 0; sim < v.batch; sim++) {
        const own = slot(s, stages, parityOf(contents, sim));
        contents.sums.fill(SENTINEL, sumsAt(plan, sim, own, 1), sumsAt(plan, sim, own, groupsOf(plan) + 1));
      }
      const { twin } = await measured.agree(gpu, plan, pass, contents);
      expect(twin.drift).not.toEqual(contents.drift);
    }
  });

  it('observe and record, with leads and probes', async () => {
    const contents = randomConduction(plan, v, 7);
    stand(contents, v.batch, 1, 1);
    contents.observed.fill(SENTINEL);
    await measured.agree(gpu, plan, of(plan.gaze, 'film/observe')[0], contents);
    const seen = randomConduction(plan, v, 8);
    stand(seen, v.batch, 0, 1);
    for (let row = 0; row < seen.observed.length; row += OBS_STRIDE) seen.observed[row + OBS.CROSSING] = -1;
    await measured.agree(gpu, plan, of(plan.gaze, 'step/record')[0], seen);
  });

  it('a solve that did not converge rejects the step', async () => {
    const contents = randomConduction(plan, v, 9);
    stand(contents, v.batch, 0, 0);
    for (let sim = 0; sim < v.batch; sim++) for (let s = 2; s <= stages; s++) contents.sums[sumsAt(plan, sim, slot(s, stages, parityOf(contents, sim)), 0) + 11] = sim === 0 ? Math.fround(3.0e38) : 0.125;
    for (let row = 0; row < contents.schedule.length; row += SEG_STRIDE) contents.schedule[row + SEG.DURATION] = 1;
    const { twin } = await measured.agree(gpu, plan, of(plan.attempt, 'step/control')[0], contents);
    if (v.method !== 'rk4') expect(twin.flags[FLG.REJECTED]).toBe(contents.flags[FLG.REJECTED] + (contents.flags[FLG.STATE] === 0 && contents.flags[FLG.FRESH] === 0 ? 1 : 0));
  });
});

describe('the comparison itself', () => {
  const v: FilmVariant = { ...variants[4], batch: 1 };
  const slip = (file: string, right: string, wrong: string) => {
    expect(shaderTexts[file], file).toContain(right);
    return { ...shaderTexts, [file]: shaderTexts[file].replace(right, wrong) };
  };
  it.each([
    ['a tensor that is transposed', slip('lib/response', 'vec4f(a.w, -a.y, -a.z, a.x)', 'vec4f(a.w, -a.z, -a.y, a.x)'), 'film/respond'],
    ['magnetoresistance left out', slip('lib/response', '1.0 + amr * m.x * m.x', '1.0'), 'film/respond'],
    ['heat between the nodes left out', slip('lib/response', 'scale * scale * flow.heat;', '0.0;'), 'film/transfer'],
    ['leads in every workgroup', slip('film/transfer', 'group.x == 0u);', 'group.x == 1u);'), 'film/transfer'],
  ] as const)('notices %s', async (_what, texts, kernel) => {
    const plan = filmPlan(v), gpu = await engineFor(handle, plan, texts);
    const contents = randomConduction(plan, v, 3);
    await expect(new Measured().agree(gpu, plan, of(plan.attempt, kernel)[0], contents)).rejects.toThrow(kernel);
    gpu.destroy();
  });
});
