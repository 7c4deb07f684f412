/** The kernel that integrates whole wires, one dispatch against its twin, which is made of the kernels that go stage by stage. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import type { GpuEngine } from '../../src/gpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { shaderTexts } from '../../src/gpu/shaders.js';
import { kernels } from '../../src/kernels.js';
import { attemptsOf, type StepPlan } from '../../src/lower/steps.js';
import { CLK, CLK_STRIDE, EVENT, FLG, FLG_STRIDE, PAR, SEG, SEG_STRIDE, STATE, TAB, TICKS } from '../../src/plan/layout.js';
import type { Pass } from '../../src/plan/types.js';
import { gpuHandle } from '../support/gpu.js';
import { carryOut, gpuEngineFor, planeAt, randomContents, variantName, variantPlan, type Contents, type Variant } from '../support/plans.js';
import { flag, stand } from '../support/standings.js';
import { stream } from '../support/stream.js';
import { Measured } from '../support/twins.js';

const variants: Variant[] = [1, 2, 5, 31, 64, 100].flatMap((cells, s) =>
  (['prescribed', 'local', 'circuit'] as const).map((closure, c): Variant => {
    const threads = ([4, 8, 16, 32] as const).filter((n) => 8 * n >= cells)[(s + c) % 2];
    const [uniaxial, cubic] = ([[2, 1], [0, 0], [1, 0], [0, 2], [1, 1]] as const)[(s + c) % 5];
    return {
      cells, closure, threads, uniaxial, cubic,
      cellsPerThread: Math.ceil(cells / threads),
      batch: (s + c) % 2 ? 3 : 1,
      gradient: (s + (c >> 1)) % 2 ? 2 : 4,
      periodic: ((s >> 1) + c) % 2 === 1,
      method: (['dopri54', 'bs32', 'rk4'] as const)[(s + c) % 3],
      attemptsOfDispatch: 4,
    };
  }));

/** A segment of 4 units in which a simulation stands somewhere; the fixed steps of rk4 are 64 to a segment. */
function standingOf(plan: StepPlan, v: Variant, seed: number): Contents {
  const contents = randomContents(plan, v, seed), next = stream(seed);
  for (let row = 0; row < v.batch * plan.segments; row++) {
    const at = row * SEG_STRIDE;
    contents.schedule.set([4, v.method === 'rk4' ? 64 : 0, 0], at + SEG.DURATION);
    for (let k = SEG.FIELD; k < SEG.VOLTAGE + 6; k++) contents.schedule[at + k] = Math.fround(0.2 * (next() - 0.5));
  }
  for (let sim = 0; sim < v.batch; sim++) {
    flag(contents, sim, FLG.TICKS, (7 / 64) * TICKS);
    flag(contents, sim, FLG.TRY_TICKS, TICKS / 64);
    flag(contents, sim, FLG.STEP_IN_SEGMENT, 7);
    flag(contents, sim, FLG.SEGMENT, 2 + 3 * sim);
    flag(contents, sim, FLG.PARITY, sim % 2);
    contents.clock[sim * CLK_STRIDE + CLK.H_TRY] = 4 / 64;
    drivesOf(plan, contents, sim, 7 / 64);
  }
  return contents;
}

/** The drive at the state and at the stages is that of the schedule, as a step that came here has left it; start is a part of the segment. */
function drivesOf(plan: StepPlan, contents: Contents, sim: number, start: number): void {
  const at = (sim * plan.segments + (contents.flags[sim * FLG_STRIDE + FLG.SEGMENT] % plan.segments)) * SEG_STRIDE, c = sim * CLK_STRIDE;
  const value = (from: number, x: number) => Array.from(contents.schedule.subarray(at + from, at + from + 6)).reduceRight((sum, a) => sum * x + a, 0);
  const drives = (x: number) => [SEG.FIELD, SEG.CURRENT, SEG.VOLTAGE].map((from) => Math.fround(value(from, x)));
  contents.clock.set(drives(start), c + CLK.NOW_FIELD);
  for (let s = 0; s < plan.tableau.stages; s++) contents.clock.set(drives(start + contents.tableau[TAB.C + s] / 64), c + CLK.DRIVE + 4 * s);
}

const only = ([pass]: readonly Pass[]): Pass => pass;

/** The next step comes of a power of the error: its length in ticks is a float32, and errors of a step feed the next. */
const slack = { [FLG.TICKS]: TICKS * 2 ** -16, [FLG.TRY_TICKS]: TICKS * 2 ** -16 };

const measured = new Measured();
let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => {
  measured.say();
  handle.release();
});

describe.each(variants.map((v) => [variantName(v), v] as const))('%s', (_name, v) => {
  const plan = variantPlan(v);
  let gpu: GpuEngine;
  beforeAll(async () => {
    gpu = await gpuEngineFor(handle, plan);
  });
  afterAll(() => gpu.destroy());

  const standing = (seed: number) => standingOf(plan, v, seed);
  const setDrives = (contents: Contents, sim: number, start: number) => drivesOf(plan, contents, sim, start);

  it('attempts, one and several, only of simulations that run', async () => {
    expect(attemptsOf(plan, 10).map(({ args }) => args)).toEqual([[4, 0], [4, 0], [2, 0]]);
    for (const pass of attemptsOf(plan, 5)) {
      for (const other of [STATE.HOLD, STATE.NOT_FINITE]) {
        const contents = standing(11 + other);
        if (v.batch > 1) flag(contents, 1, FLG.STATE, other);
        const { twin } = await measured.agree(gpu, plan, pass, contents, slack);
        expect(twin.flags[FLG.STEPS] + twin.flags[FLG.REJECTED]).toBe(pass.args![0]);
      }
    }
  });

  it('the start of a chunk: the ring is empty, the rate is there where it was missing, whatever the state', async () => {
    for (const first of [0, 2, 4]) {
      const contents = standing(21 + first);
      stand(contents, v.batch, 1, first);
      for (let sim = 0; sim < v.batch; sim++) flag(contents, sim, FLG.RECORDS, 3);
      const { twin, gpu: after } = await measured.agree(gpu, plan, only(plan.begin), contents, slack);
      for (let sim = 0; sim < v.batch; sim++) expect([twin.flags[sim * FLG_STRIDE + FLG.RECORDS], after.flags[sim * FLG_STRIDE + FLG.FRESH]]).toEqual([0, 0]);
    }
  });

  it('a segment ends on the way: at a sample it stops, at a jump it begins anew, and elsewhere it goes on', async () => {
    const { SAMPLE, SNAPSHOT, JUMP, LAST } = EVENT;
    const cases: [events: number, state: number, fresh: number, steps: number][] = [[0, STATE.RUN, 0, 4], [JUMP, STATE.RUN, 0, 4], [SAMPLE, STATE.HOLD, 0, 2], [SAMPLE | JUMP, STATE.HOLD, 1, 2], [SNAPSHOT, STATE.PAUSE, 0, 2], [LAST | SAMPLE, STATE.HOLD, 0, 2]];
    for (const [events, state, fresh, steps] of cases) {
      const contents = standing(31);
      for (let sim = 0; sim < v.batch; sim++) {
        // Two steps before the end.
        flag(contents, sim, FLG.TICKS, TICKS - TICKS / 32);
        flag(contents, sim, FLG.TRY_TICKS, TICKS / 64);
        flag(contents, sim, FLG.STEP_IN_SEGMENT, 62);
        const row = (k: number) => (sim * plan.segments + ((2 + 3 * sim + k) % plan.segments)) * SEG_STRIDE;
        contents.schedule[row(0) + SEG.EVENTS] = events;
        for (const drive of [SEG.FIELD, SEG.CURRENT, SEG.VOLTAGE]) {
          if (!(events & JUMP)) contents.schedule[row(1) + drive] = Math.fround(Array.from(contents.schedule.subarray(row(0) + drive, row(0) + drive + 6)).reduce((sum, a) => sum + a, 0));
        }
        contents.clock[sim * CLK_STRIDE + CLK.H] = 4 / 64;
        setDrives(contents, sim, 62 / 64);
      }
      const { gpu: after } = await measured.agree(gpu, plan, attemptsOf(plan, 4)[0], contents, slack);
      for (let sim = 0; sim < v.batch; sim++) {
        const flags = after.flags.subarray(sim * FLG_STRIDE);
        expect([flags[FLG.STATE], flags[FLG.FRESH], flags[FLG.STEPS] + flags[FLG.REJECTED], flags[FLG.SEGMENT]], `events ${events}`).toEqual([state, fresh, steps, 3 + 3 * sim]);
      }
    }
  });

  it('a state that is not finite is rejected until it fails', async () => {
    const contents = standing(41);
    for (let sim = 0; sim < v.batch; sim++) contents.m[planeAt(plan, sim % 2, sim) + 4 * (plan.cells - 1) + 1] = NaN;
    const passes = Array.from({ length: 4 }, () => attemptsOf(plan, 4)).flat();
    for (const engine of [gpu, new CpuEngine(plan.buffers, kernels)]) {
      const { flags } = await carryOut(engine, contents, passes);
      for (let sim = 0; sim < v.batch; sim++) expect([flags[sim * FLG_STRIDE + FLG.STATE], flags[sim * FLG_STRIDE + FLG.STEPS]]).toEqual([STATE.NOT_FINITE, 0]);
    }
  });
});

describe('the comparison notices', () => {
  const v: Variant = { cells: 9, batch: 2, closure: 'circuit', gradient: 4, periodic: false, method: 'dopri54', uniaxial: 1, cubic: 0, threads: 4, cellsPerThread: 3, attemptsOfDispatch: 4 };
  const plan = variantPlan(v);
  it.each<[string, string, string, string]>([
    ['a rate that is not handed on', 'wire/integrate', 'rates[t * MAX_STAGES] = rates[t * MAX_STAGES + STAGES - 1u];', ''],
    ['powers that are not', 'wire/integrate', 'first = powers;\n      take_over', 'take_over'],
    ['a step that is booked though rejected', 'wire/integrate', 'if ((verdict & ACCEPTED) != 0u) {\n      booked', 'if (true) {\n      booked'],
    ['a cell that is left out', 'wire/integrate', 'if (cell < CELLS) {\n      var here', 'if (cell + 1u < CELLS) {\n      var here'],
    ['a drive of the step before', 'wire/integrate', 'set_drive(OWN, k + 1u);', ''],
    ["another simulation's ring", 'wire/integrate', 'fn ring_of(sim: u32) -> u32 {\n  return simulation;', 'fn ring_of(sim: u32) -> u32 {\n  return 0u;'],
  ])('%s', async (_what, file, right, wrong) => {
    expect(shaderTexts[file]).toContain(right);
    const gpu = await gpuEngineFor(handle, plan, { ...shaderTexts, [file]: shaderTexts[file].replace(right, wrong) });
    const contents = standingOf(plan, v, 5);
    for (let sim = 0; sim < v.batch; sim++) {
      // Too long a step for what is asked: the first is rejected.
      contents.params[(contents.params.length / v.batch) * sim + PAR.TOLERANCE] = Math.fround(1e-4);
      contents.clock[sim * CLK_STRIDE + CLK.H_TRY] = 2;
      flag(contents, sim, FLG.TRY_TICKS, TICKS / 2);
    }
    const [pass] = attemptsOf(plan, 4);
    const twin = await carryOut(new CpuEngine(plan.buffers, kernels), contents, [pass]);
    expect(twin.flags[FLG.STEPS]).toBeGreaterThan(0);
    expect(twin.flags[FLG.REJECTED] + twin.flags[FLG_STRIDE + FLG.REJECTED]).toBeGreaterThan(0);
    await new Measured().agree(await gpuEngineFor(handle, plan), plan, pass, contents, slack);
    await expect(new Measured().agree(gpu, plan, pass, contents, slack)).rejects.toThrow(/wire\/integrate/);
    gpu.destroy();
  });
});
