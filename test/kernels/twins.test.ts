/**
 * Every kernel of the table on the GPU against its float64 twin, one dispatch at a time, from the same random state. Both
 * get inputs that float32 holds exactly; outputs are filled with a sentinel first, so that a cell which is not written
 * shows, and whatever the twin does not touch must come back from the GPU to the last bit.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import type { GpuEngine } from '../../src/gpu/engine.js';
import type { ShaderTexts } from '../../src/gpu/linker.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { shaderTexts } from '../../src/gpu/shaders.js';
import { kernels } from '../../src/kernels.js';
import { FLG, FLG_STRIDE, GAZE, MODE, OBS, OBS_STRIDE, SEG, SEG_STRIDE, slot, STATE, SUMS_STRIDE, TICKS } from '../../src/plan/layout.js';
import type { Pass } from '../../src/plan/types.js';
import { gpuHandle } from '../support/gpu.js';
import { carryOut, gpuEngineFor, groupsOf, isCircuit, planeAt, randomContents, sumsAt, variantName, variantPlan, type Contents, type Variant } from '../support/plans.js';
import { flag, stand } from '../support/standings.js';
import { stream } from '../support/stream.js';
import { Measured, SENTINEL } from '../support/twins.js';

/** Each size with each closure; methods, ends, gradients, axes and tilings in turn, each with each closure too. */
const variants: Variant[] = [1, 2, 5, 63, 64, 65, 257].flatMap((cells, s) =>
  (['prescribed', 'local', 'circuit'] as const).map((closure, c): Variant => {
    const [threads, cellsPerThread] = ([[4, 1], [8, 1], [4, 16], [8, 3], [64, 1], [4, 3], [64, 3]] as const)[(s + 2 * c) % 7];
    const [uniaxial, cubic] = ([[2, 1], [0, 0], [1, 0], [0, 2], [1, 1]] as const)[(s + c) % 5];
    return {
      cells, closure, threads, cellsPerThread, uniaxial, cubic,
      batch: (s + c) % 2 ? 3 : 1,
      gradient: (s + (c >> 1)) % 2 ? 2 : 4,
      periodic: ((s >> 1) + c) % 2 === 1,
      method: (['dopri54', 'bs32', 'rk4'] as const)[(s + c) % 3],
    };
  }));

const only = (passes: readonly Pass[], kernel: string): Pass => passes.find((pass) => pass.kernel === kernel)!;

/*
 * The tolerances of the table are about three times what was seen on SwiftShader: stage 1.4e-6 (sums over a tile of
 * terms of both signs), judge 1.1e-7, control 2.8e-7, observe 5.3e-7, record 3.0e-7 (sums over workgroups), shift exact.
 * A float32 holds 6e-8; what is more comes of the hundred operations behind a rate and of the order of summation.
 */
const measured = new Measured();
let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => {
  measured.say();
  handle.release();
});

it('the variants cover what there is: sizes, closures, ends, gradients, methods, tilings, axes, batches, each with each closure', () => {
  const seen = (key: keyof Variant) => new Set(variants.map((v) => `${v.closure} ${v[key]}`)).size;
  expect({ cells: seen('cells'), periodic: seen('periodic'), gradient: seen('gradient'), method: seen('method'), threads: seen('threads'), cellsPerThread: seen('cellsPerThread'), batch: seen('batch'), uniaxial: seen('uniaxial'), cubic: seen('cubic') })
    .toEqual({ cells: 21, periodic: 6, gradient: 6, method: 9, threads: 9, cellsPerThread: 9, batch: 6, uniaxial: 9, cubic: 9 });
});

describe.each(variants.map((v) => [variantName(v), v] as const))('%s', (_name, v) => {
  const plan = variantPlan(v);
  const { stages } = plan.tableau;
  let gpu: GpuEngine;
  beforeAll(async () => {
    gpu = await gpuEngineFor(handle, plan);
  });
  afterAll(() => gpu.destroy());

  /** Overwrites with sentinels what a stage, or the completion of a total, is about to write. */
  function blank(contents: Contents, s: number): void {
    for (let sim = 0; sim < v.batch; sim++) {
      const parity = contents.flags[sim * FLG_STRIDE + FLG.PARITY];
      const own = slot(s, stages, parity);
      const plane = (name: string, index: number) => contents[name].fill(SENTINEL, planeAt(plan, index, sim), planeAt(plan, index, sim) + 4 * plan.cells);
      plane('drift', own);
      if (isCircuit(plan)) plane('lever', own);
      if (s === stages) plane('m', 1 - parity);
      contents.sums.fill(SENTINEL, sumsAt(plan, sim, own, 1), sumsAt(plan, sim, own, groupsOf(plan) + 1));
      if (s > 2) contents.sums.fill(SENTINEL, sumsAt(plan, sim, slot(s - 1, stages, parity), 0), sumsAt(plan, sim, slot(s - 1, stages, parity), 1));
    }
  }

  it('stage: every stage, both parities, only simulations whose turn it is', async () => {
    for (let s = 1; s <= stages; s++) {
      const pass = s === 1 ? only(plan.begin, 'wire/stage') : plan.attempt[s - 2];
      expect(pass.args).toEqual([s]);
      for (const parity of [0, 1]) {
        const contents = randomContents(plan, v, 100 * s + parity);
        stand(contents, v.batch, parity, s === 1 ? 2 * parity + 2 : 8 - parity * (s % v.batch));
        blank(contents, s);
        await measured.agree(gpu, plan, pass, contents);
      }
    }
  });

  it('judge: the largest error of every workgroup, and the total of the last stage', async () => {
    for (const parity of [0, 1]) {
      const contents = randomContents(plan, v, 31 + parity);
      stand(contents, v.batch, parity, 0);
      contents.worst.fill(SENTINEL);
      for (let sim = 0; sim < v.batch; sim++) {
        const last = sumsAt(plan, sim, slot(stages, stages, contents.flags[sim * FLG_STRIDE + FLG.PARITY]), 0);
        contents.sums.fill(SENTINEL, last, last + SUMS_STRIDE);
      }
      await measured.agree(gpu, plan, only(plan.attempt, 'step/judge'), contents);
    }
  });

  it('judge: a rate that is not finite counts as huge, wherever it stands', async () => {
    const pass = only(plan.attempt, 'step/judge');
    for (const bad of [NaN, Infinity, -Infinity]) {
      const contents = randomContents(plan, v, 41);
      contents.drift[planeAt(plan, slot(stages, stages, 0), 0) + 4 * (plan.cells - 1) + 1] = bad;
      const worst = (await carryOut(gpu, contents, [pass])).worst;
      expect(worst[groupsOf(plan) - 1]).toBe(Math.fround(3e38));
      expect((await carryOut(new CpuEngine(plan.buffers, kernels), contents, [pass])).worst[groupsOf(plan) - 1]).toBe(3e38);
    }
  });

  it('control: a step judged, armed and readied', async () => {
    // A segment of 4 units, far from its end; the fixed steps of rk4 are 64 to a segment.
    const scheduled = (seed: number): Contents => {
      const contents = randomContents(plan, v, seed), next = stream(seed);
      for (let row = 0; row < v.batch * plan.segments; row++) {
        const at = row * SEG_STRIDE;
        contents.schedule.set([4, v.method === 'rk4' ? 64 : 0, 0], at + SEG.DURATION);
        for (let k = SEG.FIELD; k < SEG.VOLTAGE + 6; k++) contents.schedule[at + k] = Math.fround(next() - 0.5);
      }
      for (let sim = 0; sim < v.batch; sim++) {
        flag(contents, sim, FLG.TICKS, TICKS / 8);
        flag(contents, sim, FLG.TRY_TICKS, TICKS / 64);
        flag(contents, sim, FLG.STEP_IN_SEGMENT, 7);
        flag(contents, sim, FLG.SEGMENT, 2 + 3 * sim);
      }
      return contents;
    };
    const passes = [only(plan.attempt, 'step/control'), plan.begin[0], plan.begin[2]];
    expect(passes.map(({ args }) => args)).toEqual([[MODE.JUDGE], [MODE.ARM], [MODE.READY]]);
    for (const [k, pass] of passes.entries()) {
      for (const parity of [0, 1]) {
        const contents = scheduled(51 + 2 * k + parity);
        stand(contents, v.batch, parity, k === 0 ? 0 : 2 - parity);
        // The next step comes of a power of the error: its length in ticks is a float32, 1 in 2^23.
        await measured.agree(gpu, plan, pass, contents, { [FLG.TRY_TICKS]: TICKS * 2 ** -20 });
        for (let sim = 0; sim < v.batch; sim++) contents.worst[sim * groupsOf(plan)] = Math.fround(1.7); // rejected
        await measured.agree(gpu, plan, pass, contents, { [FLG.TRY_TICKS]: TICKS * 2 ** -20 });
      }
    }
  });

  it('observe: due samples only, and a look at every simulation', async () => {
    for (const [k, pass] of [only(plan.gaze, 'wire/observe'), only(plan.look, 'wire/observe')].entries()) {
      expect(pass.args).toEqual([k === 0 ? GAZE.SAMPLE : GAZE.LOOK]);
      for (const parity of [0, 1]) {
        const contents = randomContents(plan, v, 61 + parity);
        stand(contents, v.batch, parity, 1);
        contents.observed.fill(SENTINEL);
        await measured.agree(gpu, plan, pass, contents);
      }
    }
  });

  it('record: a row for every due sample, the last row for a look', async () => {
    for (const pass of [only(plan.gaze, 'step/record'), only(plan.look, 'step/record')]) {
      const contents = randomContents(plan, v, 71);
      stand(contents, v.batch, 0, 1);
      contents.records.fill(SENTINEL);
      const next = stream(7);
      for (let sim = 0; sim < v.batch; sim++) {
        flag(contents, sim, FLG.RECORDS, sim === 2 ? plan.ring : 3 * sim);
        flag(contents, sim, FLG.SEGMENT, 2 + 7 * sim);
        flag(contents, sim, FLG.STEPS, 65536 * 5 + 17);
        flag(contents, sim, FLG.TICKS, TICKS / 4);
        for (let g = 0; g < groupsOf(plan); g++) {
          const cell = Math.floor(next() * v.cells);
          contents.observed[(sim * groupsOf(plan) + g) * OBS_STRIDE + OBS.CROSSING] = next() < 0.3 ? -1 : cell;
        }
      }
      await measured.agree(gpu, plan, pass, contents);
    }
  });

  it('shift: any distance either way, exactly', async () => {
    for (const by of [0, 1, -1, 3, -plan.cells, plan.cells + 5]) {
      const contents = randomContents(plan, v, 81);
      stand(contents, v.batch, by & 1, 0);
      contents.shifts.set(Array.from({ length: v.batch }, (_, sim) => (by === 0 ? 0 : by + sim) >>> 0));
      for (let sim = 0; sim < v.batch; sim++) {
        const parity = contents.flags[sim * FLG_STRIDE + FLG.PARITY];
        for (let i = 0; i < 4 * plan.cells; i++) if (i % 4 < 3) contents.m[planeAt(plan, 1 - parity, sim) + i] = SENTINEL;
      }
      const { gpu: after } = await measured.agree(gpu, plan, plan.shift[0], contents);
      // In words: cell i shows what stood `by` cells to the right, the end cell where nothing did.
      for (let sim = 0; sim < v.batch; sim++) {
        const shift = contents.shifts[sim] | 0;
        if (shift === 0) continue;
        const parity = contents.flags[sim * FLG_STRIDE + FLG.PARITY];
        for (let i = 0; i < plan.cells; i++) {
          const from = Math.min(Math.max(i + shift, 0), plan.cells - 1);
          expect(after.m[planeAt(plan, 1 - parity, sim) + 4 * i]).toBe(contents.m[planeAt(plan, parity, sim) + 4 * from]);
        }
      }
    }
  });
});

describe('the comparison itself', () => {
  const v: Variant = { cells: 5, batch: 3, closure: 'circuit', gradient: 4, periodic: true, method: 'bs32', uniaxial: 1, cubic: 1, threads: 4, cellsPerThread: 1 };
  const plan = variantPlan(v);
  const slip = (file: string, right: string, wrong: string) => {
    expect(shaderTexts[file], file).toContain(right);
    return { ...shaderTexts, [file]: shaderTexts[file].replace(right, wrong) };
  };
  const cases: [string, ShaderTexts, Pass, RegExp][] = [
    ['a sign', slip('lib/llg', '(torque + alpha * cross(m, torque))', '(torque - alpha * cross(m, torque))'), plan.attempt[1], /wire\/stage\(3\): drift/],
    ['a coefficient in its fifth digit', slip('lib/grid', '/ 12.0', '/ 12.0003'), plan.attempt[1], /wire\/stage\(3\): (lever|sums)/],
    ['a cell that is left out', slip('wire/stage', 'if (cell < CELLS) {', 'if (cell + 1u < CELLS) {'), plan.attempt[1], /not written/],
    ['a simulation that is done and goes on', slip('lib/turn', 'flags[sim * FLG_STRIDE + FLG_STATE] == STATE_RUN', 'true'), plan.attempt[1], /the twin leaves it/],
    ['a plane that is not its own', slip('lib/planes', 'return stage - 1u;', 'return stage;'), plan.attempt[1], /the twin leaves it|not written/],
    ['an off-by-one of the ring', slip('lib/clockwork', '% SEGMENTS)', '% (SEGMENTS - 1u))'), plan.attempt.at(-1)!, /step\/control/],
  ];
  it.each(cases)('notices %s', async (_what, texts, pass, message) => {
    const gpu = await gpuEngineFor(handle, plan, texts);
    const contents = randomContents(plan, v, 3);
    for (let sim = 0; sim < v.batch; sim++) {
      flag(contents, sim, FLG.STATE, sim === 2 ? STATE.DONE : STATE.RUN);
      flag(contents, sim, FLG.SEGMENT, plan.segments - 1);
      contents.drift.fill(SENTINEL, planeAt(plan, slot(3, 4, 0), sim), planeAt(plan, slot(3, 4, 0), sim) + 4 * plan.cells);
    }
    for (let row = 0; row < v.batch * plan.segments; row++) contents.schedule[row * SEG_STRIDE + SEG.DURATION] = 1 + (row % plan.segments);
    await expect(new Measured().agree(gpu, plan, pass, contents, { [FLG.TRY_TICKS]: TICKS * 2 ** -20 })).rejects.toThrow(message);
    gpu.destroy();
  });
});
