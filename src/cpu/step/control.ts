/** Twin of shaders/step/control.wgsl: judge the attempt, keep the ledger, choose the next step. */
import { CLK, CLK_STRIDE, CLOSURE, EVENT, FLG, FLG_STRIDE, LED, LED_STRIDE, MODE, PAR, SEG, SEG_STRIDE, slot, STATE, TAB, TICKS } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { paramsRow, type Row } from '../lib/field.js';
import { drive, stageCurrent, storeTotal, sumsRow } from '../lib/planes.js';
import { windowDue } from '../lib/window.js';
import { HUGE } from './judge.js';

interface Sim {
  readonly sim: number;
  readonly f: number;
  readonly c: number;
  readonly row: Row;
  readonly constants: Readonly<Record<string, number>>;
  readonly tableau: Float64Array;
  readonly schedule: Float64Array;
  readonly sums: Float64Array;
  readonly clock: Float64Array;
  readonly flags: Uint32Array;
  readonly ledger: Float64Array;
}

export const control: Twin = (buffers, constants, _groups, [mode]) => {
  const { BATCH, STAGES, GROUPS } = constants;
  for (let sim = 0; sim < BATCH; sim++) {
    const s: Sim = {
      sim, f: sim * FLG_STRIDE, c: sim * CLK_STRIDE, constants,
      row: paramsRow(buffers.params, sim, constants.UNIAXIAL, constants.CUBIC),
      tableau: buffers.tableau as Float64Array, schedule: buffers.schedule as Float64Array, sums: buffers.sums as Float64Array,
      clock: buffers.clock as Float64Array, flags: buffers.flags as Uint32Array, ledger: buffers.ledger as Float64Array,
    };
    const fresh = s.flags[s.f + FLG.FRESH] === 1;
    if (mode === MODE.JUDGE) {
      let error = 0;
      for (let g = 0; g < GROUPS; g++) error = Math.max(error, (buffers.worst as Float64Array)[sim * GROUPS + g]);
      if (s.flags[s.f + FLG.STATE] === STATE.RUN && !fresh) judgeStep(s, error);
    } else if (mode === MODE.ARM) {
      s.flags[s.f + FLG.RECORDS] = 0; // the host has read the ring
      if (fresh) planStep(s);
    } else if (fresh) {
      const own = slot(1, STAGES, s.flags[s.f + FLG.PARITY]);
      storeTotal(s.sums, sim, own, STAGES, GROUPS);
      // The energy -m.B jumps with the field; the field's source pays for it.
      const mB = s.sums[sumsRow(sim, own, 0, STAGES, GROUPS) + 7];
      s.ledger[sim * LED_STRIDE + LED.FIELD_WORK] += (drive(s.clock, sim, 1, 0) - s.clock[s.c + CLK.NOW_FIELD]) * mB;
      rememberNow(s, 1);
      s.flags[s.f + FLG.FRESH] = 0;
      if (constants.KIND >= CLOSURE.POTENTIAL) readySolve(s, sumsRow(sim, own, 0, STAGES, GROUPS) + 8);
    }
  }
};

/** What the solve of a rate that is evaluated anew has left, from `at` on in `sums`. */
function readySolve({ sim, sums, flags, f, ledger }: Sim, at: number): void {
  const l = sim * LED_STRIDE;
  if (sums[at + 3] >= HUGE) {
    flags[f + FLG.STATE] = STATE.UNSOLVED;
    return;
  }
  ledger[l + LED.ITERATIONS] = Math.max(ledger[l + LED.ITERATIONS], sums[at + 2]);
  ledger[l + LED.RESIDUAL] = Math.max(ledger[l + LED.RESIDUAL], sums[at + 3]);
}

function judgeStep(s: Sim, error: number): void {
  const { clock, flags, tableau, f, c } = s;
  const par = (key: number) => s.row.params[s.row.at + key];
  const h = clock[c + CLK.H_TRY];
  const fixed = tableau[TAB.FIXED] > 0;
  const order = tableau[TAB.ORDER];
  const tolerance = par(PAR.TOLERANCE);

  const unsolved = conductionUnsolved(s);
  if (unsolved || error >= HUGE || (!fixed && error > tolerance)) {
    flags[f + FLG.REJECTED]++;
    flags[f + FLG.REJECTED_IN_A_ROW]++;
    const factor = error >= HUGE ? 0.1 : unsolved ? 0.5 : Math.min(Math.max(0.9 * (tolerance / error) ** (1 / order), 0.2), 0.9);
    clock[c + CLK.H] = h * factor;
    // A step of one tick cannot be made shorter.
    if (fixed || h * factor < par(PAR.H_MIN) || flags[f + FLG.TRY_TICKS] === 1) {
      flags[f + FLG.STATE] = error >= HUGE ? STATE.NOT_FINITE : unsolved ? STATE.UNSOLVED : STATE.COLLAPSED;
      return;
    }
    planStep(s);
    return;
  }

  book(s, h);
  rememberNow(s, s.constants.STAGES);
  flags[f + FLG.PARITY] = 1 - flags[f + FLG.PARITY];
  flags[f + FLG.STEPS]++;
  flags[f + FLG.STEP_IN_SEGMENT]++;
  if (!fixed) {
    const small = Math.max(error, 1e-4 * tolerance);
    let factor = 0.9 * (tolerance / small) ** (0.7 / order) * (clock[c + CLK.ERR_PREV] / tolerance) ** (0.4 / order);
    factor = Math.min(Math.max(factor, 0.2), 5);
    if (flags[f + FLG.REJECTED_IN_A_ROW] > 0) factor = Math.min(factor, 1);
    let next = h * factor;
    // A step cut short to land on a sample says nothing against the longer one that was proposed.
    if (h < 0.99 * clock[c + CLK.H]) next = Math.max(next, clock[c + CLK.H]);
    clock[c + CLK.H] = Math.min(next, par(PAR.H_MAX));
    clock[c + CLK.ERR_PREV] = small;
  }
  flags[f + FLG.REJECTED_IN_A_ROW] = 0;

  if (flags[f + FLG.LANDS] === 0) {
    flags[f + FLG.TICKS] += flags[f + FLG.TRY_TICKS];
  } else {
    const events = s.schedule[segmentRow(s) + SEG.EVENTS];
    flags[f + FLG.TICKS] = 0;
    flags[f + FLG.STEP_IN_SEGMENT] = 0;
    flags[f + FLG.SEGMENT]++;
    if (events & EVENT.SAMPLE) flags[f + FLG.STATE] = STATE.HOLD;
    else if (events & EVENT.SNAPSHOT) flags[f + FLG.STATE] = STATE.PAUSE;
    if (events & EVENT.JUMP) flags[f + FLG.FRESH] = 1;
    if (events & EVENT.LAST) return; // what comes after is nobody's plan
  }
  if (flags[f + FLG.STATE] === STATE.RUN && windowDue(flags, s.sim)) flags[f + FLG.STATE] = STATE.PAUSE;
  planStep(s);
}

function planStep(s: Sim): void {
  const { clock, flags, tableau, schedule, f, c } = s;
  const at = segmentRow(s);
  const duration = schedule[at + SEG.DURATION], steps = schedule[at + SEG.STEPS];
  let start: number; // of the step, as a part of the segment
  let h = clock[c + CLK.H];
  let lands = false;
  if (steps > 0) {
    start = flags[f + FLG.STEP_IN_SEGMENT] / steps;
    h = duration / steps;
    lands = flags[f + FLG.STEP_IN_SEGMENT] + 1 >= steps;
    clock[c + CLK.H] = h;
  } else {
    // Two even steps rather than a long one and a sliver.
    const rest = TICKS - flags[f + FLG.TICKS];
    const wanted = Math.min(h / duration, 1) * TICKS;
    let ticks = Math.max(1, Math.trunc(wanted));
    if (wanted >= 0.999 * rest) {
      ticks = rest;
      lands = true;
    } else if (wanted > 0.5 * rest) {
      ticks = (rest + 1) >>> 1;
    }
    flags[f + FLG.TRY_TICKS] = ticks;
    start = flags[f + FLG.TICKS] / TICKS;
    h = (ticks / TICKS) * duration;
  }
  clock[c + CLK.H_TRY] = h;
  flags[f + FLG.LANDS] = lands ? 1 : 0;
  for (let k = 0; k < s.constants.STAGES; k++) {
    const x = Math.min(Math.max(start + (tableau[TAB.C + k] * h) / duration, 0), 1);
    const to = c + CLK.DRIVE + 4 * k;
    clock[to] = polynomial(schedule, at + SEG.FIELD, x);
    clock[to + 1] = polynomial(schedule, at + SEG.CURRENT, x);
    clock[to + 2] = polynomial(schedule, at + SEG.VOLTAGE, x);
    clock[to + 3] = slope(schedule, at + SEG.FIELD, x) / duration;
  }
}

function segmentRow(s: Sim): number {
  const { SEGMENTS } = s.constants;
  return (s.sim * SEGMENTS + (s.flags[s.f + FLG.SEGMENT] % SEGMENTS)) * SEG_STRIDE;
}

function polynomial(schedule: Float64Array, at: number, x: number): number {
  let value = 0;
  for (let k = 5; k >= 0; k--) value = value * x + schedule[at + k];
  return value;
}

function slope(schedule: Float64Array, at: number, x: number): number {
  let value = 0;
  for (let k = 5; k >= 1; k--) value = value * x + k * schedule[at + k];
  return value;
}

/** The current of a closed circuit at a stage whose total is stored. */
function currentOf({ row, clock, sums, sim, flags, f, constants: { KIND, STAGES, GROUPS } }: Sim, stage: number): number {
  return KIND === CLOSURE.CIRCUIT ? stageCurrent(row, clock, sums, sim, stage, slot(stage, STAGES, flags[f + FLG.PARITY]), STAGES, GROUPS) : 0;
}

function rememberNow(s: Sim, stage: number): void {
  s.clock[s.c + CLK.NOW_FIELD] = drive(s.clock, s.sim, stage, 0);
  s.clock[s.c + CLK.NOW_CURRENT] = drive(s.clock, s.sim, stage, 1);
  s.clock[s.c + CLK.NOW_VOLTAGE] = drive(s.clock, s.sim, stage, 2);
  s.clock[s.c + CLK.NOW_SLOPE] = drive(s.clock, s.sim, stage, 3);
  s.clock[s.c + CLK.NOW_Q] = currentOf(s, stage);
}

/** Whether the conduction solve of a stage that was tried did not converge. */
function conductionUnsolved({ sim, sums, flags, f, constants: { KIND, STAGES, GROUPS } }: Sim): boolean {
  if (KIND < CLOSURE.POTENTIAL) return false;
  let residual = 0;
  for (let k = 2; k <= STAGES; k++) residual = Math.max(residual, sums[sumsRow(sim, slot(k, STAGES, flags[f + FLG.PARITY]), 0, STAGES, GROUPS) + 11]);
  return residual >= HUGE;
}

/** Adds the step to the integrals of the ledger, with the weights of the method itself. docs/physics.md, section 5. */
function book(s: Sim, h: number): void {
  const { sim, sums, clock, ledger } = s;
  const { CELLS, STAGES, GROUPS, KIND } = s.constants;
  const par = (key: number) => s.row.params[s.row.at + key];
  const l = sim * LED_STRIDE;
  const beta = par(PAR.BETA), P = par(PAR.POLARIZATION);
  const parity = s.flags[s.f + FLG.PARITY];
  for (let k = 1; k <= STAGES; k++) {
    const w = h * s.tableau[TAB.B + k - 1];
    const at = sumsRow(sim, slot(k, STAGES, parity), 0, STAGES, GROUPS);
    let [gilbert, joule, cross, berry, current, emf, emfWork] = sums.subarray(at, at + 7);
    if (KIND === CLOSURE.CIRCUIT) {
      const q = currentOf(s, k);
      const slide = sums[at + 5] + q * sums[at + 6];
      gilbert = par(PAR.ALPHA) * (sums[at] + q * (2 * sums[at + 1] + q * sums[at + 2]));
      joule = q * q * CELLS;
      cross = beta * P * q * slide;
      berry = sums[at + 3] + q * sums[at + 4];
      current = q * CELLS;
      emf = P * (berry + beta * slide);
      emfWork = q * emf;
    }
    ledger[l + LED.GILBERT] += w * gilbert;
    ledger[l + LED.JOULE] += w * joule;
    ledger[l + LED.CROSS] += w * cross;
    ledger[l + LED.EMF_WORK] += w * emfWork;
    ledger[l + LED.FIELD_WORK] += w * drive(clock, sim, k, 3) * sums[at + 7];
    ledger[l + LED.EMF] += w * emf;
    ledger[l + LED.CURRENT] += w * current;
    ledger[l + LED.BERRY] += w * berry;
    if (KIND < CLOSURE.POTENTIAL) continue;
    const [leadWork, leadCurrent, iterations, residual] = sums.subarray(at + 8, at + 12);
    ledger[l + LED.LEAD_WORK] += w * leadWork;
    ledger[l + LED.LEAD_CURRENT] += w * leadCurrent;
    ledger[l + LED.ITERATIONS] = Math.max(ledger[l + LED.ITERATIONS], iterations);
    ledger[l + LED.RESIDUAL] = Math.max(ledger[l + LED.RESIDUAL], residual);
  }
}
