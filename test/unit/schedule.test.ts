import { describe, expect, test } from 'vitest';
import { parseCourse, parseScene } from '../../src/scene/parse.js';
import { Schedule, segmentBound, type Segment } from '../../src/scene/schedule.js';
import type { SceneInput, Waveform } from '../../src/scene/schema.js';
import { waveformValue } from '../../src/scene/waveform.js';

type Wave = NonNullable<NonNullable<SceneInput['field']>['waveform']>;

interface Times {
  duration: number;
  sampleEvery?: number;
  snapshotEvery?: number;
  field?: Wave;
  j?: Wave;
  voltage?: Wave;
}

function scheduleOf({ duration, sampleEvery, snapshotEvery, field, j, voltage }: Times): Schedule {
  return new Schedule(
    parseScene({
      grid: { cells: [4, 1], cellSize: [1e-9, 1e-9, 1e-9] },
      material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
      initial: { kind: 'uniform', m: [1, 0, 0] },
      field: { B: [1e-3, 0, 0], waveform: field },
      transport: { polarization: 0.5, conductivity: 4e6, jWaveform: j, voltageWaveform: voltage },
      run: { duration },
      output: { sampleEvery, snapshotEvery },
    }),
  );
}

const all = (schedule: Schedule): Segment[] => Array.from({ length: schedule.count }, (_, k) => schedule.segment(k));
const polynomial = (c: Float64Array, s: number): number => c.reduceRight((sum, x) => sum * s + x, 0);
const ends = (schedule: Schedule): number[] => all(schedule).map(({ end }) => end);

/** In order, without gaps, from 0 to the duration: adjacent segments share their time to the bit. */
function expectWhole(schedule: Schedule, duration: number): void {
  const segments = all(schedule);
  expect(segments[0].start).toBe(0);
  segments.forEach((segment, k) => {
    expect(segment.duration).toBeGreaterThan(0);
    expect(segment.last).toBe(k === segments.length - 1);
    if (k > 0) expect(segment.start).toBe(segments[k - 1].end);
    expect(segment.duration).toBe(segment.end - segment.start);
  });
  const last = segments[segments.length - 1];
  expect(last.end).toBe(duration);
  expect(last.sample).toBe(true);
  expect(last.jump).toBe(false);
}

describe('samples and snapshots', () => {
  test('lie at multiples of their intervals; the end is a sample', () => {
    const schedule = scheduleOf({ duration: 10, sampleEvery: 3, snapshotEvery: 4 });
    expect(all(schedule).map(({ end, sample, snapshot }) => [end, sample, snapshot])).toEqual([
      [3, true, false],
      [4, false, true],
      [6, true, false],
      [8, false, true],
      [9, true, false],
      [10, true, false],
    ]);
    expectWhole(schedule, 10);
  });

  test('default to 200 rows', () => {
    expect(scheduleOf({ duration: 1.234e-8 }).count).toBe(200);
  });

  // An interval off by 4e-14 is off by 5e-10 of itself after 12345 of them: still rounding, by the schedule's 1e-9.
  test.each([1, 3, 7, 10, 49, 200, 1000, 12345])('%i intervals that fill the run up to rounding give as many rows', (n) => {
    for (const duration of [1e-8, 3.3e-9, 0.1]) {
      for (const slip of [1, 1 + 4e-16, 1 - 4e-16, 1 + 4e-14, 1 - 4e-14]) {
        const schedule = scheduleOf({ duration, sampleEvery: (duration / n) * slip, snapshotEvery: duration / n });
        expect(schedule.count).toBe(n);
        const last = schedule.segment(n - 1);
        expect([last.sample, last.snapshot, last.end]).toEqual([true, true, duration]);
      }
    }
  });

  test('at the same time are one cut, with a sample at its own time', () => {
    const schedule = scheduleOf({ duration: 1, sampleEvery: 0.1, snapshotEvery: 0.30000000000000004 });
    expect(schedule.count).toBe(10);
    expect(all(schedule).flatMap(({ snapshot }, k) => (snapshot ? [k] : []))).toEqual([2, 5, 8]);
    for (let k = 0; k < 9; k++) expect(schedule.segment(k + 1).start).toBe((k + 1) * 0.1);
  });

  test('longer than the run leave the end', () => {
    const schedule = scheduleOf({ duration: 1, sampleEvery: 7, snapshotEvery: 5 });
    expect(all(schedule)).toMatchObject([{ start: 0, duration: 1, sample: true, snapshot: false, last: true }]);
  });

  test('a part of an interval at the end is kept', () => {
    expect(ends(scheduleOf({ duration: 1, sampleEvery: 0.4 }))).toEqual([0.4, 0.8, 1]);
    // 1e-7 of the run is more than rounding: it is a row of its own.
    expect(scheduleOf({ duration: 1 + 1e-7, sampleEvery: 0.5 }).count).toBe(3);
  });
});

describe('waveforms', () => {
  const pulse: Waveform = { kind: 'pulse', start: 1.5, width: 2, rise: 0, fall: 1 };

  test('cut the time at kinks, and flag jumps at the segment before', () => {
    const schedule = scheduleOf({ duration: 10, sampleEvery: 5, field: pulse, j: { kind: 'ramp', start: 6, duration: 2 }, voltage: { kind: 'table', t: [0, 7, 20], w: [0, 1, 0] } });
    expect(all(schedule).map(({ end, sample, jump }) => [end, sample, jump])).toEqual([
      [1.5, false, true],
      [3.5, false, false],
      [4.5, false, false],
      [5, true, false],
      [6, false, false],
      [7, false, false],
      [8, false, false],
      [10, true, false],
    ]);
    expectWhole(schedule, 10);
  });

  test('of straight lines are exact', () => {
    const field: Waveform = { kind: 'pulse', start: 0.3, width: 0.9, rise: 0.21, fall: 0.07, period: 1.7 };
    const j: Waveform = { kind: 'ramp', start: 0.1, duration: 5.3, from: -2, to: 7 };
    const voltage: Waveform = { kind: 'table', t: [0.05, 3.1, 3.3, 8], w: [1, -1, 4, 0] };
    const schedule = scheduleOf({ duration: 10, sampleEvery: 0.77, field, j, voltage });
    expectWhole(schedule, 10);
    for (const segment of all(schedule)) {
      for (const s of [0.001, 0.1, 0.5, 0.9, 0.999]) {
        const t = segment.start + s * segment.duration;
        // Rounding of t against the shortest edge, 0.07: 10 * 1e-16/0.07 = 2e-14.
        expect(Math.abs(polynomial(segment.field, s) - waveformValue(field, t))).toBeLessThan(5e-14);
        expect(Math.abs(polynomial(segment.current, s) - waveformValue(j, t))).toBeLessThan(5e-14);
        expect(Math.abs(polynomial(segment.voltage, s) - waveformValue(voltage, t))).toBeLessThan(5e-14);
      }
    }
  });

  test('constant have one coefficient', () => {
    const { field, current, voltage } = scheduleOf({ duration: 1 }).segment(7);
    for (const c of [field, current, voltage]) expect([...c]).toEqual([1, 0, 0, 0, 0, 0]);
  });

  test('left out with transport are constant', () => {
    const schedule = new Schedule(
      parseScene({
        grid: { cells: [4, 1], cellSize: [1, 1, 1] },
        material: { Ms: 1, A: 1, alpha: 0 },
        initial: { kind: 'uniform', m: [1, 0, 0] },
        run: { duration: 1 },
      }),
    );
    expect([...schedule.segment(0).current]).toEqual([1, 0, 0, 0, 0, 0]);
    expect([...schedule.segment(0).voltage]).toEqual([1, 0, 0, 0, 0, 0]);
  });

  test.each([
    ['cut by itself', 10],
    ['cut by samples', 0.02 / 3.7],
    ['cut by samples a little too long', 0.022 / 3.7],
  ])('sine: within 2e-10 of its amplitude, %s', (_name, sampleEvery) => {
    const field: Waveform = { kind: 'sine', frequency: 3.7, phase: 0.4, offset: 0.25 };
    const schedule = scheduleOf({ duration: 10, sampleEvery, field });
    expectWhole(schedule, 10);
    let worst = 0;
    for (const segment of all(schedule)) {
      for (let i = 0; i <= 20; i++) {
        const t = segment.start + (i / 20) * segment.duration;
        worst = Math.max(worst, Math.abs(polynomial(segment.field, i / 20) - waveformValue(field, t)));
      }
    }
    // (2 pi/48)^6/46080 = 1.09e-10 in theory; measured 1.07e-10 (by itself), 0.9e-10 and 1e-12 or so below.
    expect(worst).toBeLessThan(1.2e-10);
    expect(worst).toBeGreaterThan(1e-13);
  });

  test('sine: not cut where samples serve', () => {
    const field: Waveform = { kind: 'sine', frequency: 1, phase: 0, offset: 0 };
    expect(scheduleOf({ duration: 1, sampleEvery: 1 / 48, field }).count).toBe(48);
    expect(scheduleOf({ duration: 1, sampleEvery: 1 / 47, field }).count).toBe(94);
    expect(scheduleOf({ duration: 1, sampleEvery: 1, field }).count).toBe(48);
  });

  test('sine: twice continuously differentiable across pieces', () => {
    const field: Waveform = { kind: 'sine', frequency: 1.3, phase: 1, offset: 0 };
    const segments = all(scheduleOf({ duration: 3, sampleEvery: 0.7, field }));
    const derivative = (c: Float64Array): Float64Array => Float64Array.from(c.slice(1), (x, i) => x * (i + 1));
    for (let k = 1; k < segments.length; k++) {
      let [before, after] = [segments[k - 1].field, segments[k].field];
      for (let order = 0; order <= 2; order++) {
        const jump = polynomial(before, 1) / segments[k - 1].duration ** order - polynomial(after, 0) / segments[k].duration ** order;
        // Round-off of the sixth power's coefficients, 1e-15, over duration^order (48^2 per period^2).
        expect(Math.abs(jump)).toBeLessThan(1e-14 * (48 * 1.3) ** order * 10);
        [before, after] = [derivative(before), derivative(after)];
      }
    }
  });

  test('a jump on a sample, a snapshot or t = 0 is where it says', () => {
    const square = (start: number): Waveform => ({ kind: 'pulse', start, width: 100, rise: 0, fall: 0 });
    const onSample = all(scheduleOf({ duration: 1, sampleEvery: 0.1, field: square(0.3) }));
    expect(onSample).toHaveLength(10);
    expect(onSample.map(({ jump }) => jump).indexOf(true)).toBe(2);
    expect([onSample[2].field[0], onSample[3].field[0]]).toEqual([0, 1]);
    const atStart = all(scheduleOf({ duration: 1, field: square(0) }));
    expect(atStart[0].field[0]).toBe(1);
    expect(atStart.some(({ jump }) => jump)).toBe(false);
    const atEnd = all(scheduleOf({ duration: 1, field: square(1) }));
    expect(atEnd[atEnd.length - 1]).toMatchObject({ jump: false, last: true });
    expect(atEnd[atEnd.length - 1].field[0]).toBe(0);
  });

  test('of all three kinds are looked at for jumps', () => {
    const square: Waveform = { kind: 'pulse', start: 0.25, width: 0.5, rise: 0, fall: 0 };
    for (const key of ['field', 'j', 'voltage']) {
      const segments = all(scheduleOf({ duration: 1, sampleEvery: 1, [key]: square }));
      expect(segments.map(({ jump }) => jump)).toEqual([true, true, false]);
    }
  });

  test('an edge too short to be cut out is a jump', () => {
    const steep: Waveform = { kind: 'pulse', start: 0.25, width: 0.5, rise: 1e-12, fall: 1e-12 };
    const segments = all(scheduleOf({ duration: 1, sampleEvery: 0.25, field: steep }));
    expect(segments.map(({ jump, field }) => [jump, field[0], field[1]])).toEqual([
      [true, 0, 0],
      [false, 1, 0],
      [true, 1, 0],
      [false, 0, 0],
    ]);
  });

  test('a kink that rounding has moved off a sample is neither a cut nor a jump', () => {
    const field: Waveform = { kind: 'table', t: [0, 0.1 + 0.2, 1], w: [0, 1, 0] };
    const segments = all(scheduleOf({ duration: 1, sampleEvery: 0.1, field }));
    expect(segments).toHaveLength(10);
    expect(segments.some(({ jump }) => jump)).toBe(false);
    expect(polynomial(segments[2].field, 1)).toBeCloseTo(1, 14);
  });
});

describe('access', () => {
  test('is in any order, the same each time, and bounded', () => {
    const schedule = scheduleOf({ duration: 1, field: { kind: 'sine', frequency: 10 } });
    const forward = all(schedule);
    for (const k of [199, 3, 77, 0, 3]) expect(schedule.segment(k)).toEqual(forward[k]);
    for (const k of [-1, 0.5, NaN, schedule.count]) expect(() => schedule.segment(k)).toThrow(RangeError);
  });

  test('to a million samples takes little time and memory', () => {
    const before = process.memoryUsage();
    const began = performance.now();
    const schedule = scheduleOf({ duration: 1, sampleEvery: 1e-6, snapshotEvery: 1e-3, field: { kind: 'sine', frequency: 1000 } });
    const after = process.memoryUsage();
    expect(schedule.count).toBe(1e6);
    expect(schedule.segment(999_999)).toMatchObject({ last: true, sample: true, snapshot: true });
    expect(schedule.segment(500_000).start).toBe(500_000 * 1e-6);
    // 9 MB are kept, as much again while building; measured 40 MB with garbage, and 0.1 s.
    expect(after.arrayBuffers + after.heapUsed - before.arrayBuffers - before.heapUsed).toBeLessThan(120e6);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  test('is never to more segments than foretold', () => {
    const waves: (Wave | undefined)[] = [
      undefined,
      { kind: 'sine', frequency: 7.7 },
      { kind: 'pulse', start: 0.11, width: 0.13, rise: 0.01, fall: 0.02, period: 0.37 },
      { kind: 'table', t: [-1, 0.1, 0.2, 3], w: [0, 1, 2, 3] },
    ];
    for (const field of waves) {
      for (const j of waves) {
        for (const sampleEvery of [0.001, 0.0301, 5]) {
          const scene = parseScene({
            grid: { cells: [4, 1], cellSize: [1, 1, 1] },
            material: { Ms: 1, A: 1, alpha: 0 },
            initial: { kind: 'uniform', m: [1, 0, 0] },
            field: { waveform: field },
            transport: { polarization: 0, conductivity: 1, jWaveform: j },
            run: { duration: 1 },
            output: { sampleEvery, snapshotEvery: 0.07 },
          });
          expect(new Schedule(scene).count).toBeLessThanOrEqual(segmentBound(scene));
        }
      }
    }
  });
});

describe('waveforms that take over', () => {
  const sine: Wave = { kind: 'sine', frequency: 0.11 }, pulse: Wave = { kind: 'pulse', start: 0.5, width: 1.3, rise: 0.2, period: 2.9 }, table: Wave = { kind: 'table', t: [1, 4.5, 8, 9.75], w: [3, 1, -1, 2] };
  const base = (field: Wave, changes: SceneInput['changes']): SceneInput => ({
    grid: { cells: [4, 1], cellSize: [1e-9, 1e-9, 1e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
    initial: { kind: 'uniform', m: [1, 0, 0] },
    field: { B: [1e-3, 0, 0], waveform: field },
    run: { duration: 10 },
    output: { sampleEvery: 1, snapshotEvery: 2.5 },
    changes,
  });
  const steered = (field: Wave, ...changes: [at: number, waveform: Wave | null][]) => {
    const { scene, after } = parseCourse(base(field, changes.map(([at, waveform]) => ({ at, set: waveform ? { 'field.waveform': waveform } : { 'material.alpha': 0.1 + at } }))));
    return { schedule: new Schedule(scene, Infinity, after), scene, after };
  };

  test.each<[string, Wave, [number, Wave | null][]]>([
    ['at a sample', sine, [[4, pulse]]],
    ['between samples', pulse, [[3.21, sine], [7.77, table]]],
    ['at a kink of the one before', table, [[4.5, pulse], [8, sine]]],
    ['with changes of something else around', table, [[2, null], [3.3, pulse], [6, null], [6.5, null], [7, sine]]],
    ['twice at what is one moment', sine, [[5, table], [5 + 1e-10, pulse]]],
    ['at a snapshot', pulse, [[2.5, table], [5, sine]]],
  ])('%s: each holds from its moment on', (_what, first, changes) => {
    const { schedule } = steered(first, ...changes);
    expectWhole(schedule, 10);
    const of = (t: number): Waveform => parseScene(base([...changes].reverse().find(([at, waveform]) => waveform && at <= t + 1e-9)?.[1] ?? first, undefined)).field.waveform;
    for (const [k, segment] of all(schedule).entries()) {
      for (const s of [1e-6, 0.3, 0.7, 1 - 1e-6]) expect(polynomial(segment.field, s)).toBeCloseTo(waveformValue(of(segment.start), segment.start + s * segment.duration), 5);
      const next = k + 1 < schedule.count ? schedule.segment(k + 1) : null;
      expect(segment.jump).toBe(next !== null && Math.abs(polynomial(segment.field, 1) - next.field[0]) > 1e-5);
    }
    for (const [at] of changes) expect(all(schedule).some(({ end, change }) => change && Math.abs(end - at) < 1e-9)).toBe(true);
    expect(all(schedule).filter(({ sample }) => sample).map(({ end }) => end)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('what was before is cut as it was without, to the last bit', () => {
    for (const first of [sine, pulse, table]) {
      for (const then of [sine, pulse, table, { kind: 'constant' }] as Wave[]) {
        const plain = all(steered(first).schedule), changed = all(steered(first, [6, then]).schedule);
        const k = plain.findIndex(({ end }) => end === 6);
        expect(k).toBeGreaterThan(4);
        for (let i = 0; i <= k; i++) {
          const { change, jump, ...same } = changed[i], { change: _c, jump: oldJump, ...was } = plain[i];
          expect(same).toEqual(was);
          expect(change).toBe(i === k);
          if (i < k) expect(jump).toBe(oldJump);
        }
      }
    }
  });
});
