/**
 * The clock of a simulation, branch by branch: what `control` makes of an attempt, on both engines. Every simulation of a
 * batch is a case of its own. Lengths are powers of two, so that steps in ticks are whole numbers in float32 and float64
 * alike and every integer must be equal; where a step comes of a power of the error it is compared as the float it is.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GpuEngine } from '../../src/gpu/engine.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import type { StepPlan } from '../../src/lower/steps.js';
import { ANISO_STRIDE, CLK, CLK_STRIDE, EVENT, FLG, FLG_STRIDE, LED, LED_STRIDE, PAR, PAR_BASE, SEG, SEG_STRIDE, slot, STATE, TAB, TICKS } from '../../src/plan/layout.js';
import { gpuHandle } from '../support/gpu.js';
import { gpuEngineFor, groupsOf, randomContents, sumsAt, variantPlan, type Contents, type Variant } from '../support/plans.js';
import { Measured } from '../support/twins.js';

type Flags = Partial<Record<keyof typeof FLG, number>>;
type Clock = Partial<Record<'H' | 'H_TRY' | 'ERR_PREV', number>>;

interface Case {
  readonly what: string;
  readonly flags?: Flags;
  readonly clock?: Clock;
  /** Errors of the two workgroups. */
  readonly worst?: readonly [number, number];
  /** Of the segment that the case starts in. */
  readonly events?: number;
  readonly steps?: number;
  readonly duration?: number;
  /** Flags that must have changed, and to what; all others must not have. */
  readonly then: Flags;
  readonly clockThen?: Clock;
  /** TRY_TICKS follows from a power of the error, or from 0.2 or 0.9: float32 knows it to a few in 2^23. */
  readonly rounded?: boolean;
}

const TOLERANCE = 0.5, H = 2 ** -4, H_MAX = 2 ** -3, H_MIN = 2 ** -20, STEP = TICKS / 16;
const HUGE = Math.fround(3e38);

/** What every case starts from: in the middle of segment 2, which lasts 1, with steps of 1/16, one of them rejected just now. */
const startFlags: Flags = { STATE: STATE.RUN, PARITY: 1, SEGMENT: 2, TICKS: 4 * STEP, TRY_TICKS: STEP, STEP_IN_SEGMENT: 4, STEPS: 1000, REJECTED: 20, REJECTED_IN_A_ROW: 1, RECORDS: 3 };
const startClock: Required<Clock> = { H, H_TRY: H, ERR_PREV: TOLERANCE };

/** An accepted step that goes on as before. */
const accepted: Flags = { PARITY: 0, TICKS: 5 * STEP, STEP_IN_SEGMENT: 5, STEPS: 1001, REJECTED_IN_A_ROW: 0 };
const landing: Flags = { TICKS: TICKS - STEP, LANDS: 1 };
const landed: Flags = { PARITY: 0, TICKS: 0, STEP_IN_SEGMENT: 0, STEPS: 1001, REJECTED_IN_A_ROW: 0, SEGMENT: 3, LANDS: 0 };
const rejected: Flags = { REJECTED: 21, REJECTED_IN_A_ROW: 2 };

const judged: Case[] = [
  { what: 'accepted right after a rejection: no longer than it was', then: accepted, clockThen: { H } },
  { what: 'accepted with a small error: as long as allowed', flags: { REJECTED_IN_A_ROW: 0 }, then: { ...accepted, TRY_TICKS: 2 * STEP }, clockThen: { H: H_MAX } },
  { what: 'accepted with the largest growth', flags: { REJECTED_IN_A_ROW: 0 }, clock: { H: 2 ** -8, H_TRY: 2 ** -8, ERR_PREV: 2 ** 10 }, then: { ...accepted, TRY_TICKS: 5 * 2 ** 22 }, clockThen: { H: 5 * 2 ** -8 } },
  { what: 'accepted with an error just within tolerance: shorter', flags: { REJECTED_IN_A_ROW: 0 }, worst: [0.125, TOLERANCE], then: accepted, rounded: true },
  { what: 'accepted although cut short: what was proposed stands', clock: { H: H_MAX, H_TRY: 2 ** -7 }, then: { ...accepted, TRY_TICKS: 2 * STEP }, clockThen: { H: H_MAX } },
  { what: 'two even steps instead of a long one and a sliver', flags: { TICKS: TICKS - STEP - (3 * 2 ** 25 + 1) }, then: { ...accepted, TICKS: TICKS - (3 * 2 ** 25 + 1), TRY_TICKS: 3 * 2 ** 24 + 1 } },
  { what: 'a step that all but ends the segment ends it', flags: { TICKS: TICKS - 2 * STEP - 4096 }, then: { ...accepted, TICKS: TICKS - STEP - 4096, TRY_TICKS: STEP + 4096, LANDS: 1 } },
  { what: 'a step of less than a tick takes one', clock: { H: 2 ** -36, H_TRY: 2 ** -36 }, then: { ...accepted, TRY_TICKS: 1 } },
  { what: 'at the end of a segment where nothing happens', flags: landing, then: landed },
  { what: 'at the end of the ring of segments', flags: { ...landing, SEGMENT: 15 }, then: { ...landed, SEGMENT: 16, TRY_TICKS: STEP / 2 } },
  { what: 'at a sample', flags: landing, events: EVENT.SAMPLE, then: { ...landed, STATE: STATE.HOLD } },
  { what: 'at a snapshot', flags: landing, events: EVENT.SNAPSHOT, then: { ...landed, STATE: STATE.PAUSE } },
  { what: 'at a sample and a snapshot: the sample first', flags: landing, events: EVENT.SAMPLE | EVENT.SNAPSHOT, then: { ...landed, STATE: STATE.HOLD } },
  { what: 'at a jump of the drive', flags: landing, events: EVENT.JUMP, then: { ...landed, FRESH: 1 } },
  { what: 'at a jump and a sample', flags: landing, events: EVENT.JUMP | EVENT.SAMPLE, then: { ...landed, FRESH: 1, STATE: STATE.HOLD } },
  { what: 'at a jump and a snapshot', flags: landing, events: EVENT.JUMP | EVENT.SNAPSHOT, then: { ...landed, FRESH: 1, STATE: STATE.PAUSE } },
  { what: 'at the end: no further step is planned', flags: landing, events: EVENT.LAST | EVENT.SAMPLE, then: { ...landed, STATE: STATE.HOLD, LANDS: 1 }, clockThen: { H_TRY: H } },
  { what: 'where the window is due', flags: { LOOK_EVERY: 7 }, then: { ...accepted, STATE: STATE.PAUSE } },
  { what: 'where it is not yet due', flags: { LOOK_EVERY: 10 }, then: accepted },
  { what: 'where the window is due at a jump', flags: { ...landing, LOOK_EVERY: 7 }, events: EVENT.JUMP, then: { ...landed, FRESH: 1, STATE: STATE.PAUSE } },
  { what: 'where the window is due at a sample: the sample first', flags: { ...landing, LOOK_EVERY: 7 }, events: EVENT.SAMPLE, then: { ...landed, STATE: STATE.HOLD } },
  { what: 'rejected where the window was due', flags: { STEPS: 1001, LOOK_EVERY: 7 }, worst: [0, 2], then: rejected, rounded: true },
  { what: 'rejected', worst: [0, 2], then: rejected, rounded: true },
  { what: 'rejected by a hair: 0.9 of it', worst: [Math.fround(TOLERANCE * 1.000001), 0], then: rejected, clockThen: { H: 0.9 * H }, rounded: true },
  { what: 'rejected by far: a fifth of it', worst: [1e6, 0], then: rejected, clockThen: { H: 0.2 * H }, rounded: true },
  { what: 'rejected, and what is left is one step', duration: 2 ** -9, flags: { TICKS: 0, TRY_TICKS: TICKS, LANDS: 1 }, worst: [1e6, 0], then: { ...rejected, TRY_TICKS: TICKS, LANDS: 1 } },
  { what: 'rejected at the end of a segment', flags: landing, worst: [1e6, 0], then: { ...rejected, LANDS: 0 }, rounded: true },
  { what: 'not finite: a tenth of it', worst: [0, HUGE], then: rejected, clockThen: { H: 0.1 * H }, rounded: true },
  { what: 'not finite however short', clock: { H: 2 ** -18, H_TRY: 2 ** -18 }, worst: [HUGE, 0], then: { ...rejected, STATE: STATE.NOT_FINITE }, clockThen: { H_TRY: 2 ** -18 } },
  { what: 'too large an error however short', clock: { H: 2 ** -19, H_TRY: 2 ** -19 }, worst: [0, 1e6], then: { ...rejected, STATE: STATE.COLLAPSED }, clockThen: { H_TRY: 2 ** -19 } },
  { what: 'too large an error of a step of a single tick', clock: { H: 2 ** -10, H_TRY: 2 ** -10 }, flags: { TRY_TICKS: 1 }, worst: [0, 1e6], then: { ...rejected, STATE: STATE.COLLAPSED }, clockThen: { H_TRY: 2 ** -10 } },
  { what: 'not finite after a single tick', clock: { H: 2 ** -10, H_TRY: 2 ** -10 }, flags: { TRY_TICKS: 1 }, worst: [HUGE, 0], then: { ...rejected, STATE: STATE.NOT_FINITE } },
  ...waiting('is not judged', { worst: [1e6, 0] }),
];

/** Everyone who is not under way. */
function waiting(what: string, more: Partial<Case>): Case[] {
  const states = ['HOLD', 'PAUSE', 'DONE', 'NOT_FINITE', 'COLLAPSED'] as const;
  return [
    ...states.map((state): Case => ({ what: `${state} ${what}`, flags: { STATE: STATE[state] }, then: {}, clockThen: startClock, ...more })),
    { what: `fresh ${what}`, flags: { FRESH: 1 }, then: {}, clockThen: startClock, ...more },
  ];
}

const fixed: Case[] = [
  { what: 'a fixed step', steps: 16, then: { ...accepted, TICKS: 5 * STEP }, clockThen: { H, H_TRY: H } },
  { what: 'the one before the last', steps: 16, flags: { STEP_IN_SEGMENT: 14 }, then: { ...accepted, STEP_IN_SEGMENT: 15, LANDS: 1 } },
  { what: 'the last', steps: 16, flags: { STEP_IN_SEGMENT: 15, LANDS: 1 }, events: EVENT.SAMPLE, then: { ...landed, STATE: STATE.HOLD } },
  { what: 'one step to a segment', steps: 1, flags: { STEP_IN_SEGMENT: 0, LANDS: 1 }, clock: { H: 1, H_TRY: 1 }, then: { ...landed, LANDS: 1 }, clockThen: { H: 1, H_TRY: 1 } },
  { what: 'whatever its error', steps: 16, worst: [1e6, 1], then: accepted },
  { what: 'unless it is not finite', steps: 16, worst: [0, HUGE], then: { ...rejected, STATE: STATE.NOT_FINITE } },
  ...waiting('does not step', { steps: 16 }),
];

const armed: Case[] = [
  { what: 'the start of a run', flags: { FRESH: 1, STATE: STATE.HOLD, SEGMENT: 0, TICKS: 0, STEPS: 0, RECORDS: 0 }, then: { TRY_TICKS: STEP } },
  { what: 'after a jump', flags: { FRESH: 1, TICKS: 0, TRY_TICKS: 77 }, then: { TRY_TICKS: STEP, RECORDS: 0 } },
  { what: 'after the window has moved', flags: { FRESH: 1, TRY_TICKS: 77, LANDS: 1 }, then: { TRY_TICKS: STEP, LANDS: 0, RECORDS: 0 } },
  { what: 'a segment shorter than the step', flags: { FRESH: 1, TICKS: 0 }, duration: 2 ** -6, then: { TRY_TICKS: TICKS, LANDS: 1, RECORDS: 0 }, clockThen: { H, H_TRY: 2 ** -6 } },
  { what: 'with fixed steps', flags: { FRESH: 1, STEP_IN_SEGMENT: 3 }, steps: 4, then: { LANDS: 1, RECORDS: 0 }, clockThen: { H: 0.25, H_TRY: 0.25 } },
  ...(['RUN', 'HOLD', 'PAUSE', 'DONE', 'NOT_FINITE'] as const).map((state): Case => ({ what: `${state}: only the ring of records is emptied`, flags: { STATE: STATE[state] }, then: { RECORDS: 0 }, clockThen: startClock })),
];

const readied: Case[] = [
  ...(['RUN', 'HOLD', 'PAUSE'] as const).map((state): Case => ({ what: `${state}, fresh`, flags: { STATE: STATE[state], FRESH: 1 }, then: { FRESH: 0 } })),
  ...(['RUN', 'HOLD', 'PAUSE', 'DONE', 'COLLAPSED'] as const).map((state): Case => ({ what: `${state}, not fresh`, flags: { STATE: STATE[state] }, then: {} })),
];

const measured = new Measured();
let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => {
  measured.say();
  handle.release();
});

function prepared(plan: StepPlan, v: Variant, cases: readonly Case[], isFixed: boolean): Contents {
  const contents = randomContents(plan, v, 5);
  contents.tableau[TAB.FIXED] = isFixed ? 1 : 0;
  const stride = PAR_BASE + ANISO_STRIDE * (v.uniaxial + v.cubic);
  cases.forEach((given, sim) => {
    const flags: Required<Flags> = { ...(Object.fromEntries(Object.keys(FLG).map((key) => [key, 0])) as Required<Flags>), ...startFlags, ...given.flags };
    for (const [key, value] of Object.entries(flags)) contents.flags[sim * FLG_STRIDE + FLG[key as keyof typeof FLG]] = value;
    for (const [key, value] of Object.entries({ ...startClock, ...given.clock })) contents.clock[sim * CLK_STRIDE + CLK[key as keyof Clock]] = value;
    contents.worst.set(given.worst ?? [0, 0], sim * groupsOf(plan));
    const p = sim * stride;
    contents.params[p + PAR.TOLERANCE] = TOLERANCE;
    contents.params[p + PAR.H_MAX] = H_MAX;
    contents.params[p + PAR.H_MIN] = H_MIN;
    for (let row = 0; row < plan.segments; row++) {
      const at = (sim * plan.segments + row) * SEG_STRIDE;
      const own = row === flags.SEGMENT % plan.segments;
      // Row 0 lasts twice as long, so that a wrong row shows.
      contents.schedule.set([own ? given.duration ?? 1 : row === 0 ? 2 : 1, given.steps ?? 0, own ? given.events ?? 0 : EVENT.LAST], at + SEG.DURATION);
      for (let k = SEG.FIELD; k < SEG.VOLTAGE + 6; k++) contents.schedule[at + k] = Math.fround(Math.cos(7 * row + k + sim));
    }
  });
  return contents;
}

const variant = (batch: number, more: Partial<Variant>): Variant => ({ cells: 5, batch, closure: 'circuit', gradient: 4, periodic: false, method: 'dopri54', uniaxial: 1, cubic: 1, threads: 4, cellsPerThread: 1, ...more });

describe.each([
  ['judge, dopri54 in a circuit', judged, 'JUDGE', false, {}],
  ['judge, bs32 with a given current', judged, 'JUDGE', false, { method: 'bs32', closure: 'prescribed', uniaxial: 0, cubic: 0 }],
  ['judge, rk4 with local closure', fixed, 'JUDGE', true, { method: 'rk4', closure: 'local' }],
  ['judge, dopri54 with fixed steps', fixed, 'JUDGE', true, {}],
  ['arm', armed, 'ARM', false, {}],
  ['ready', readied, 'READY', false, {}],
] as const)('%s', (_name, cases, mode, isFixed, more) => {
  const v = variant(cases.length, more);
  const plan = variantPlan(v);
  const pass = { JUDGE: plan.attempt.at(-1)!, ARM: plan.begin[0], READY: plan.begin[2] }[mode];
  const before = prepared(plan, v, cases, isFixed);
  let gpu: GpuEngine;
  let after: Awaited<ReturnType<Measured['agree']>>;
  beforeAll(async () => {
    gpu = await gpuEngineFor(handle, plan);
    after = await measured.agree(gpu, plan, pass, before, { [FLG.TRY_TICKS]: STEP * 2 ** -20 });
  });
  afterAll(() => gpu.destroy());

  it('starts from numbers that float32 holds exactly', () => {
    for (const [name, data] of Object.entries(before)) if (data instanceof Float64Array) expect(data, name).toEqual(data.map(Math.fround));
  });

  it.each(cases.map((given, sim) => [given.what, given, sim] as const))('%s', (_what, given, sim) => {
    const was = before.flags.subarray(sim * FLG_STRIDE, (sim + 1) * FLG_STRIDE);
    for (const engine of ['twin', 'gpu'] as const) {
      const now = after[engine].flags.subarray(sim * FLG_STRIDE, (sim + 1) * FLG_STRIDE);
      const shown = (row: ArrayLike<number>) => Object.fromEntries(Object.entries(FLG).filter(([key]) => !(given.rounded && key === 'TRY_TICKS')).map(([key, at]) => [key, row[at]]));
      const { TRY_TICKS: _rounded, ...rest } = given.then;
      expect(shown(now), engine).toEqual({ ...shown(was), ...(given.rounded ? rest : given.then) });
      for (const [key, value] of Object.entries(given.clockThen ?? {})) expect(after[engine].clock[sim * CLK_STRIDE + CLK[key as keyof Clock]] / value, `${engine} ${key}`).toBeCloseTo(1, 6);
    }
  });

  // What a plan is, said once more: the drive is the segment's polynomial at the nodes of the method.
  it('evaluates the drive of the planned step at the stages', () => {
    cases.forEach((given, sim) => {
      const { flags, clock } = after.twin;
      const planned = clock[sim * CLK_STRIDE + CLK.DRIVE] !== before.clock[sim * CLK_STRIDE + CLK.DRIVE];
      expect(planned, given.what).toBe(mode === 'ARM' ? given.flags?.FRESH === 1 : mode === 'JUDGE' && Object.keys(given.then).length > 0 && !/end: no further|however short|single tick|unless it is/.test(given.what));
      if (!planned) return;
      const f = sim * FLG_STRIDE;
      const at = (sim * plan.segments + (flags[f + FLG.SEGMENT] % plan.segments)) * SEG_STRIDE;
      const [duration, steps] = before.schedule.subarray(at, at + 2);
      const start = steps > 0 ? flags[f + FLG.STEP_IN_SEGMENT] / steps : flags[f + FLG.TICKS] / TICKS;
      const length = steps > 0 ? 1 / steps : flags[f + FLG.TRY_TICKS] / TICKS;
      expect(clock[sim * CLK_STRIDE + CLK.H_TRY]).toBeCloseTo(length * duration, 12);
      plan.tableau.c.forEach((c, s) => {
        const x = start + c * length;
        const poly = (from: number) => [0, 1, 2, 3, 4, 5].reduce((sum, k) => sum + before.schedule[at + from + k] * x ** k, 0);
        const slope = [1, 2, 3, 4, 5].reduce((sum, k) => sum + k * before.schedule[at + SEG.FIELD + k] * x ** (k - 1), 0) / duration;
        const drive = Array.from(clock.subarray(sim * CLK_STRIDE + CLK.DRIVE + 4 * s, sim * CLK_STRIDE + CLK.DRIVE + 4 * s + 4));
        // The nodes in the tableau are float32 here.
        [poly(SEG.FIELD), poly(SEG.CURRENT), poly(SEG.VOLTAGE), slope].forEach((value, k) => expect(Math.abs(drive[k] - value), `${given.what}, stage ${s + 1}`).toBeLessThan(2e-6 / Math.min(1, duration)));
      });
    });
  });

  it('books a step, or a jump of the field, and nothing else', () => {
    cases.forEach((given, sim) => {
      const l = sim * LED_STRIDE;
      const booked = after.twin.ledger.subarray(l, l + LED_STRIDE).some((x, k) => x !== before.ledger[l + k]);
      expect(booked, given.what).toBe(mode === 'JUDGE' ? given.then.STEPS !== undefined : mode === 'READY' && given.flags?.FRESH === 1);
      if (mode !== 'READY' || !booked) return;
      const c = sim * CLK_STRIDE, own = slot(1, plan.tableau.stages, before.flags[sim * FLG_STRIDE + FLG.PARITY]);
      const mB = Array.from({ length: groupsOf(plan) }, (_, g) => before.sums[sumsAt(plan, sim, own, g + 1) + 7]).reduce((a, b) => a + b, 0);
      const work = (before.clock[c + CLK.DRIVE] - before.clock[c + CLK.NOW_FIELD]) * mB;
      expect(after.twin.ledger[l + LED.FIELD_WORK] - before.ledger[l + LED.FIELD_WORK]).toBeCloseTo(work, 10);
      for (let k = 0; k < 4; k++) expect(after.twin.clock[c + CLK.NOW_FIELD + k]).toBe(before.clock[c + CLK.DRIVE + k]);
    });
  });
});
