/** What is written down of a run, case by case and on both engines: which wall, which row, and what happens to who waited. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CpuEngine } from '../../src/cpu/engine.js';
import { distanceKey } from '../../src/cpu/lib/crossing.js';
import type { GpuHandle } from '../../src/gpu/platform.js';
import { kernels } from '../../src/kernels.js';
import { CLK, EVENT, FLG, FLG_STRIDE, LED_STRIDE, OBS, OBS_STRIDE, PAR, REC, REC_STRIDE, SEG, SEG_STRIDE, STATE, TICKS } from '../../src/plan/layout.js';
import type { Engine } from '../../src/plan/types.js';
import { gpuHandle } from '../support/gpu.js';
import { carryOut, gpuEngineFor, groupsOf, planeAt, randomContents, variantPlan, type Contents, type Variant } from '../support/plans.js';

let handle: GpuHandle;
beforeAll(async () => {
  handle = await gpuHandle();
});
afterAll(() => handle.release());

describe('distanceKey', () => {
  const order = (cells: number, last: number, ring: boolean) => Array.from({ length: cells }, (_, cell) => cell).sort((a, b) => distanceKey(a, last, cells, ring) - distanceKey(b, last, cells, ring));

  it('orders cells by distance, the right side first', () => {
    expect(order(7, 2, false)).toEqual([2, 3, 1, 4, 0, 5, 6]);
    expect(order(7, 5, true)).toEqual([5, 6, 4, 0, 3, 1, 2]);
    expect(order(6, 5, true)).toEqual([5, 0, 4, 1, 3, 2]);
  });

  it('gives no two cells the same key', () => {
    for (const cells of [1, 2, 3, 4, 7, 8, 64]) {
      for (const ring of [false, true]) {
        for (let last = 0; last < cells; last++) {
          expect(new Set(Array.from({ length: cells }, (_, cell) => distanceKey(cell, last, cells, ring))).size).toBe(cells);
        }
      }
    }
  });
});

describe.each([false, true])('which wall is seen, periodic %s', (periodic) => {
  const cells = 19;
  // `walls`: after which cells m . easy changes sign.
  const cases: { walls: number[]; last: number; line: number; ring: number }[] = [
    { walls: [], last: 3, line: -1, ring: -1 },
    { walls: [9], last: 3, line: 9, ring: 9 },
    { walls: [4, 12], last: 3, line: 4, ring: 4 },
    { walls: [4, 12], last: 17, line: 12, ring: 12 },
    { walls: [0, 12], last: 18, line: 12, ring: 0 },
    { walls: [5, 11], last: 8, line: 11, ring: 11 }, // equally far: the right one
    { walls: [2, 15], last: 18, line: 15, ring: 2 }, // equally far around the ring
    { walls: [3, 7, 8, 9], last: 8, line: 8, ring: 8 },
    { walls: [17], last: 0, line: 17, ring: 18 }, // odd: on a ring the ends make another
  ];
  const v: Variant = { cells, batch: cases.length, closure: 'prescribed', gradient: 4, periodic, method: 'bs32', uniaxial: 0, cubic: 0, threads: 4, cellsPerThread: 1 };
  const plan = variantPlan(v);
  const contents = randomContents(plan, v, 9);
  cases.forEach(({ walls, last }, sim) => {
    contents.flags[sim * FLG_STRIDE + FLG.STATE] = STATE.HOLD;
    contents.flags[sim * FLG_STRIDE + FLG.CROSSING] = last;
    const stride = contents.params.length / cases.length;
    contents.params.set([0, 0, 1], sim * stride + PAR.EASY_X);
    let up = 0.8;
    for (let i = 0; i < cells; i++) {
      contents.m.set([0.6, 0, up], planeAt(plan, 0, sim) + 4 * i);
      if (walls.includes(i)) up = -up;
    }
  });

  it.each(['cpu', 'gpu'])('%s', async (kind) => {
    const engine: Engine = kind === 'cpu' ? new CpuEngine(plan.buffers, kernels) : await gpuEngineFor(handle, plan);
    // An odd number of walls makes one more on a ring, between its ends, which may be the nearer one.
    const expected = cases.map(({ walls, line, ring, last }) => (!periodic ? line : walls.length % 2 === 0 ? ring : [...walls, cells - 1].sort((a, b) => distanceKey(a, last, cells, true) - distanceKey(b, last, cells, true))[0]));
    const after = await carryOut(engine, contents, plan.gaze);
    cases.forEach((_, sim) => {
      const row = after.records.subarray(sim * (plan.ring + 1) * REC_STRIDE);
      expect(row[OBS.CROSSING], `case ${sim}`).toBe(expected[sim]);
      expect(after.flags[sim * FLG_STRIDE + FLG.CROSSING]).toBe(expected[sim] < 0 ? cases[sim].last : expected[sim]);
      if (expected[sim] < 0) expect(Array.from(row.subarray(OBS.NEAR, OBS.NEAR + 12))).toEqual(new Array(12).fill(0));
      else {
        const right = (expected[sim] + 1) % cells;
        const m = (i: number) => Array.from(contents.m.subarray(planeAt(plan, 0, sim) + 4 * i, planeAt(plan, 0, sim) + 4 * i + 3), Math.fround);
        expect(Array.from(row.subarray(OBS.NEAR, OBS.NEAR + 3), Math.fround)).toEqual(m(expected[sim]));
        expect(Array.from(row.subarray(OBS.NEAR + 6, OBS.NEAR + 9), Math.fround)).toEqual(m(right));
      }
    });
    engine.destroy();
  });
});

describe('record', () => {
  const STEPS = 3 * 65536 + 11;
  const { SAMPLE, SNAPSHOT, JUMP, LAST } = EVENT;
  // The state before, the events at the end of the segment before, the rows already written, and the state after.
  const cases: { what: string; state: number; events: number; records?: number; segment?: number; lookEvery?: number; then: number; written: boolean }[] = [
    { what: 'a sample, and on', state: STATE.HOLD, events: SAMPLE, then: STATE.RUN, written: true },
    { what: 'the first sample, which ends no segment', state: STATE.HOLD, events: LAST | SNAPSHOT, segment: 0, then: STATE.RUN, written: true },
    { what: 'a sample at a jump', state: STATE.HOLD, events: SAMPLE | JUMP, then: STATE.RUN, written: true },
    { what: 'a sample, then the snapshot', state: STATE.HOLD, events: SAMPLE | SNAPSHOT, then: STATE.PAUSE, written: true },
    { what: 'a sample where the window is due', state: STATE.HOLD, events: SAMPLE, lookEvery: STEPS, then: STATE.PAUSE, written: true },
    { what: 'a sample where it is not', state: STATE.HOLD, events: SAMPLE, lookEvery: 2, then: STATE.RUN, written: true },
    { what: 'the first sample in a window', state: STATE.HOLD, events: SAMPLE, segment: 0, lookEvery: STEPS, then: STATE.RUN, written: true },
    { what: 'the last sample where the window is due', state: STATE.HOLD, events: SAMPLE | LAST, lookEvery: STEPS, then: STATE.DONE, written: true },
    { what: 'the last sample', state: STATE.HOLD, events: SAMPLE | LAST, then: STATE.DONE, written: true },
    { what: 'the last sample and a snapshot', state: STATE.HOLD, events: SAMPLE | LAST | SNAPSHOT, then: STATE.PAUSE, written: true },
    { what: 'no room left: it waits', state: STATE.HOLD, events: SAMPLE, records: 7, then: STATE.HOLD, written: false },
    { what: 'the last row there is room for', state: STATE.HOLD, events: SAMPLE, records: 6, then: STATE.RUN, written: true },
    { what: 'not due', state: STATE.RUN, events: SAMPLE, then: STATE.RUN, written: false },
    { what: 'at a snapshot', state: STATE.PAUSE, events: SNAPSHOT, then: STATE.PAUSE, written: false },
    { what: 'done', state: STATE.DONE, events: LAST, then: STATE.DONE, written: false },
    { what: 'failed', state: STATE.NOT_FINITE, events: SAMPLE, then: STATE.NOT_FINITE, written: false },
  ];
  const v: Variant = { cells: 37, batch: cases.length, closure: 'circuit', gradient: 4, periodic: false, method: 'bs32', uniaxial: 0, cubic: 0, threads: 4, cellsPerThread: 3 };
  const plan = variantPlan(v, 6);
  const groups = groupsOf(plan);

  function prepared(): Contents {
    const contents = randomContents(plan, v, 17);
    cases.forEach(({ state, events, records = 2, segment = 17, lookEvery = 0 }, sim) => {
      for (const [key, value] of [[FLG.STATE, state], [FLG.RECORDS, records], [FLG.SEGMENT, segment], [FLG.STEPS, STEPS], [FLG.LOOK_EVERY, lookEvery], [FLG.TICKS, TICKS / 2], [FLG.CROSSING, 20]]) contents.flags[sim * FLG_STRIDE + key] = value;
      const ended = Math.max(segment - 1, 0) % plan.segments;
      contents.schedule[(sim * plan.segments + ended) * SEG_STRIDE + SEG.EVENTS] = events;
      for (let g = 0; g < groups; g++) contents.observed[(sim * groups + g) * OBS_STRIDE + OBS.CROSSING] = [-1, 14, 25, -1][g];
    });
    return contents;
  }

  it.each(['cpu', 'gpu'])('%s', async (kind) => {
    expect([groups, plan.ring]).toEqual([4, 7]);
    const contents = prepared();
    const engine: Engine = kind === 'cpu' ? new CpuEngine(plan.buffers, kernels) : await gpuEngineFor(handle, plan);
    const after = await carryOut(engine, contents, [plan.gaze[1]]);
    const looked = await carryOut(engine, contents, [plan.look[1]]);
    engine.destroy();
    cases.forEach(({ what, then, written, records = 2 }, sim) => {
      const f = sim * FLG_STRIDE, l = sim * LED_STRIDE;
      const row = (all: ArrayLike<number>, k: number) => Array.from({ length: REC_STRIDE }, (_, i) => all[(sim * (plan.ring + 1) + k) * REC_STRIDE + i]);
      expect(after.flags[f + FLG.STATE], what).toBe(then);
      expect(after.flags[f + FLG.RECORDS], what).toBe(records + (written ? 1 : 0));
      expect(after.flags[f + FLG.CROSSING], what).toBe(written ? 25 : 20); // 5 to the right is nearer than 6 to the left
      for (let k = 0; k <= plan.ring; k++) {
        const isNew = k === records && written;
        if (!isNew) expect(row(after.records, k), `${what}, row ${k}`).toEqual(row(contents.records, k));
        // A look writes the last row whatever the state, and changes nothing else.
        if (k < plan.ring) expect(row(looked.records, k)).toEqual(row(contents.records, k));
      }
      const ledger = Array.from(contents.ledger.subarray(l, l + LED_STRIDE));
      const rows = [row(looked.records, plan.ring), ...(written ? [row(after.records, records)] : [])];
      for (const now of rows) {
        expect(now.slice(REC.LEDGER, REC.LEDGER + LED_STRIDE)).toEqual(ledger);
        expect([now[REC.STEPS_LOW], now[REC.STEPS_HIGH], now[REC.TICKS], now[OBS.CROSSING]]).toEqual([11, 3, TICKS / 2, 25]);
        expect(now[REC.H]).toBe(contents.clock[sim * (contents.clock.length / cases.length) + CLK.H]);
        const parts = (k: number) => Array.from({ length: groups }, (_, g) => contents.observed[(sim * groups + g) * OBS_STRIDE + k]);
        expect(now[OBS.M_X]).toBeCloseTo(parts(OBS.M_X).reduce((a, b) => a + b, 0), 5);
        expect(now[OBS.MAX_RATE]).toBe(Math.max(0, ...parts(OBS.MAX_RATE)));
        expect(now[OBS.NEAR + 5]).toBe(parts(OBS.NEAR + 5)[2]);
      }
      expect(Array.from(after.ledger.subarray(l, l + LED_STRIDE)), what).toEqual(written ? new Array(LED_STRIDE).fill(0) : ledger);
    });
    expect(Array.from(looked.flags)).toEqual(Array.from(contents.flags));
    expect(Array.from(looked.ledger)).toEqual(Array.from(contents.ledger));
  });
});
