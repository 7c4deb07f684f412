/** Where things lie in the buffers: nothing overlaps, everything fits, and the shaders are told the same numbers. */
import { describe, expect, it } from 'vitest';
import { TABLEAUS } from '../../src/math/tableau.js';
import * as layout from '../../src/plan/layout.js';
import { ANISO_STRIDE, CLK, CLK_STRIDE, CUR_STRIDE, DIRECTIONS, EVENT, LEADS_MAX, LED_STRIDE, LST, LST_STRIDE, LSU, LSU_STRIDE, MAX_STAGES, MOST_PER, NO_CROSSING, OBS, OBS_STRIDE, OBS_SUMS, PAR_BASE, prelude, PROBES_MAX, REC, REC_STRIDE, SEG, SEG_STRIDE, slot, TAB, TAB_LENGTH, TICKS } from '../../src/plan/layout.js';

/** Ranges [start, length] in a row of `total` elements: apart, and within it. */
function fits(total: number, ranges: Record<string, readonly [number, number]>): void {
  const taken = new Map<number, string>();
  for (const [name, [start, length]] of Object.entries(ranges)) {
    for (let i = start; i < start + length; i++) {
      expect(taken.get(i), `${name} at ${i}`).toBeUndefined();
      taken.set(i, name);
      expect(i, name).toBeLessThan(total);
    }
  }
}

describe('rows', () => {
  it.each(['PAR', 'FLG', 'STATE', 'MODE', 'GAZE', 'LED', 'CLOSURE', 'CLK', 'OBS', 'LEAD', 'CUR'] as const)('%s counts from 0 without gaps', (name) => {
    const values = Object.values(layout[name]);
    expect(values).toEqual(values.map((_, i) => i));
  });

  it('have room for what is in them', () => {
    fits(CLK_STRIDE, { ...Object.fromEntries(Object.entries(CLK).map(([key, at]) => [key, [at, key === 'DRIVE' ? 4 * MAX_STAGES : 1]])) });
    fits(TAB_LENGTH, { A: [TAB.A, MAX_STAGES ** 2], B: [TAB.B, MAX_STAGES], E: [TAB.E, MAX_STAGES], C: [TAB.C, MAX_STAGES], ORDER: [TAB.ORDER, 1], FIXED: [TAB.FIXED, 1] });
    fits(SEG_STRIDE, { DURATION: [SEG.DURATION, 1], STEPS: [SEG.STEPS, 1], EVENTS: [SEG.EVENTS, 1], FIELD: [SEG.FIELD, 6], CURRENT: [SEG.CURRENT, 6], VOLTAGE: [SEG.VOLTAGE, 6] });
    fits(OBS_STRIDE, Object.fromEntries(Object.entries(OBS).map(([key, at]) => [key, [at, key === 'NEAR' ? 12 : 1]])));
    const { OBSERVED, LEDGER, LEADS, PROBES, ...single } = REC;
    fits(REC_STRIDE, { OBSERVED: [OBSERVED, OBS_STRIDE], LEDGER: [LEDGER, LED_STRIDE], LEADS: [LEADS, 2 * LEADS_MAX], PROBES: [PROBES, PROBES_MAX], ...Object.fromEntries(Object.entries(single).map(([key, at]) => [key, [at, 1]])) });
    const square = LEADS_MAX ** 2, of = DIRECTIONS * LEADS_MAX;
    fits(LSU_STRIDE, { LEAD: [LSU.LEAD, Object.keys(layout.LEAD).length * LEADS_MAX], NETWORK: [LSU.NETWORK, square], INVERSE: [LSU.INVERSE, square], PROBES: [LSU.PROBES, PROBES_MAX], SHARES: [LSU.SHARES, PROBES_MAX] });
    const { U, I, GIVEN, FED, RHO, QQ, STEP_U, STEP_I, STEP_Q, PROBES: potentials, ...numbers } = LST;
    fits(LST_STRIDE, {
      ...Object.fromEntries(Object.entries(numbers).map(([key, at]) => [key, [at, 1]])),
      ...Object.fromEntries(Object.entries({ U, I, GIVEN, FED, RHO }).map(([key, at]) => [key, [at, LEADS_MAX]])),
      QQ: [QQ, DIRECTIONS], STEP_U: [STEP_U, of], STEP_I: [STEP_I, of], STEP_Q: [STEP_Q, of], PROBES: [potentials, PROBES_MAX],
    });
    expect(CUR_STRIDE).toBeGreaterThanOrEqual(Object.keys(layout.CUR).length);
    fits(ANISO_STRIDE, { uniaxial: [0, 5] });
    fits(LSU_STRIDE, { LEAD: [LSU.LEAD, 4 * LEADS_MAX], NETWORK: [LSU.NETWORK, LEADS_MAX ** 2], INVERSE: [LSU.INVERSE, LEADS_MAX ** 2] });
    const lengths: Record<string, number> = { QQ: DIRECTIONS, STEP_U: DIRECTIONS * LEADS_MAX, STEP_I: DIRECTIONS * LEADS_MAX, STEP_Q: DIRECTIONS * LEADS_MAX };
    const perLead = ['U', 'I', 'GIVEN', 'FED', 'RHO'];
    fits(LST_STRIDE, Object.fromEntries(Object.entries(LST).map(([key, at]) => [key, [at, perLead.includes(key) ? LEADS_MAX : lengths[key] ?? 1]])));
    expect(Object.keys(layout.CUR).length).toBe(CUR_STRIDE);
    expect(Object.keys(layout.LEAD).length).toBe(4);
    fits(ANISO_STRIDE, { cubic: [0, 8] });
  });

  it('put the sums first, in fours, and the maxima after them', () => {
    expect(OBS_SUMS % 4).toBe(0);
    expect(OBS.MAX_TORQUE).toBe(OBS_SUMS);
    expect([OBS.MAX_RATE, OBS.CROSSING]).toEqual([OBS_SUMS + 1, OBS_SUMS + 2]);
  });

  it('hold integers that float32 holds exactly, or bits apart', () => {
    expect(Math.fround(TICKS)).toBe(TICKS);
    expect(2 * TICKS).toBeLessThan(2 ** 32);
    const bits = Object.values(EVENT);
    expect(bits.reduce((a, b) => a | b)).toBe(bits.reduce((a, b) => a + b));
    expect(NO_CROSSING).toBe(2 ** 32 - 1);
  });
});

describe('slot', () => {
  it.each(Object.values(TABLEAUS))('$name: every stage has a plane of its own, and the last rate of a step is the first of the next', ({ stages }) => {
    expect(stages).toBeLessThanOrEqual(MAX_STAGES);
    const all = Array.from({ length: stages }, (_, s) => s + 1);
    for (const parity of [0, 1]) {
      const slots = all.map((s) => slot(s, stages, parity));
      expect([...slots].sort((a, b) => a - b)).toEqual(all.map((s) => s - 1));
      expect(slot(stages, stages, parity)).toBe(slot(1, stages, 1 - parity));
      expect(slots.slice(1, -1)).toEqual(all.slice(1, -1).map((s) => s - 1));
    }
  });
});

describe('prelude', () => {
  const constants = new Map([...prelude().matchAll(/^const (\w+) = (\d+)u;$/gm)].map(([, name, value]) => [name, Number(value)]));

  it('is nothing but constants, each once', () => {
    expect(prelude().trim().split('\n').length).toBe(constants.size);
  });

  it('says the same as the twins read', () => {
    const expected: Record<string, number> = { TICKS, PAR_BASE, ANISO_STRIDE, MAX_STAGES, MOST_PER, CLK_STRIDE, NO_CROSSING, SEG_STRIDE, LED_STRIDE, OBS_SUMS, OBS_STRIDE, REC_STRIDE, FLG_STRIDE: layout.FLG_STRIDE, LEADS_MAX, DIRECTIONS, PROBES_MAX, LSU_STRIDE, LST_STRIDE, CUR_STRIDE };
    for (const group of ['PAR', 'CLK', 'FLG', 'STATE', 'TAB', 'SEG', 'EVENT', 'MODE', 'GAZE', 'LED', 'OBS', 'REC', 'LSU', 'LEAD', 'LST', 'CUR', 'CLOSURE'] as const) {
      for (const [key, value] of Object.entries(layout[group])) expected[`${group}_${key}`] = value;
    }
    expect(Object.fromEntries(constants)).toEqual(expected);
  });
});
