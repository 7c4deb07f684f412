import { describe, expect, test } from 'vitest';
import type { Waveform } from '../../src/scene/schema.js';
import { kinkCount, waveformJet, waveformKinks, waveformPeak, waveformValue } from '../../src/scene/waveform.js';

const ns = 1e-9;
const sine: Waveform = { kind: 'sine', frequency: 2.5e9, phase: 0.7, offset: -0.3 };
const pulse: Waveform = { kind: 'pulse', start: ns, width: 2 * ns, rise: 0.5 * ns, fall: ns };
const train: Waveform = { ...pulse, period: 5 * ns };
const ramp: Waveform = { kind: 'ramp', start: ns, duration: 4 * ns, from: -1, to: 3 };
const table: Waveform = { kind: 'table', t: [ns, 2 * ns, 4 * ns], w: [1, -1, 5] };

describe('the value of a waveform', () => {
  test.each<[string, Waveform, [t: number, value: number][]]>([
    ['constant', { kind: 'constant' }, [[-1, 1], [0, 1], [1, 1]]],
    ['sine', sine, [[0, -0.3 + Math.sin(0.7)], [0.1 * ns, -0.3 + Math.sin(0.7 + 0.5 * Math.PI)], [0.4 * ns, -0.3 + Math.sin(0.7)]]],
    ['pulse', pulse, [[0, 0], [1, 0], [1.25, 0.5], [1.5, 1], [3.5, 1], [4, 0.5], [4.5, 0], [9, 0]].map(([t, v]) => [t * ns, v])],
    ['pulse train', train, [[0.5, 0], [1.25, 0.5], [3, 1], [5.5, 0], [6.25, 0.5], [8, 1], [9, 0.5], [10, 0], [1001.25, 0.5]].map(([t, v]) => [t * ns, v])],
    ['ramp', ramp, [[0, -1], [1, -1], [2, 0], [3, 1], [5, 3], [50, 3]].map(([t, v]) => [t * ns, v])],
    ['table', table, [[0, 1], [1, 1], [1.5, 0], [2, -1], [3, 2], [4, 5], [9, 5]].map(([t, v]) => [t * ns, v])],
  ])('%s', (_name, w, points) => {
    // 1e-9: a time such as 1.25e-9 s is right to 1e-16 of the train's 1e-6 s, and the edge is 5e-10 s long.
    for (const [t, value] of points) expect(Math.abs(waveformValue(w, t) - value), `t = ${t}`).toBeLessThan(t > 1e-7 ? 1e-6 : 1e-9);
  });

  test('is the later one at a jump', () => {
    const square: Waveform = { kind: 'pulse', start: 1, width: 2, rise: 0, fall: 0 };
    expect([0.999, 1, 2.999, 3].map((t) => waveformValue(square, t))).toEqual([0, 1, 1, 0]);
  });

  test('does not lose a sine far from t = 0', () => {
    // 1e5 periods on: the angle is 6e5, whose rounding alone would be 7e-11 without taking off whole turns.
    const w: Waveform = { kind: 'sine', frequency: 1, phase: 0, offset: 0 };
    expect(Math.abs(waveformValue(w, 100000.25) - 1)).toBeLessThan(1e-15);
  });
});

describe('the jet of a waveform', () => {
  test.each<[string, Waveform, number]>([
    ['sine', sine, 1.3 * ns],
    ['rise', pulse, 1.2 * ns],
    ['second fall', train, 9.1 * ns],
    ['ramp', ramp, 2 * ns],
    ['table', table, 3.3 * ns],
  ])('has the derivatives of the value: %s', (_name, w, t) => {
    const h = 1e-4 * ns;
    const [value, slope, curvature] = waveformJet(w, t, t);
    const [before, at, after] = [t - h, t, t + h].map((x) => waveformValue(w, x));
    expect(value).toBe(at);
    // Central differences at h: the error is (omega h)^2/6 = 4e-7 of the slope; curvature is lost to 1e-16/(omega h)^2 = 4e-11 and 2e-7.
    expect(Math.abs(slope - (after - before) / (2 * h))).toBeLessThan(1e-6 * (1 / ns + Math.abs(slope)));
    expect(Math.abs(curvature - (after - 2 * at + before) / (h * h))).toBeLessThan(1e-5 / ns ** 2 + 1e-5 * Math.abs(curvature));
  });

  test('is one-sided at the ends of a piece', () => {
    expect(waveformJet(pulse, 1.5 * ns, 1.2 * ns)[1]).toBeCloseTo(2e9, -3);
    expect(waveformJet(pulse, 1.5 * ns, 2 * ns)).toEqual([1, 0, 0]);
    const square: Waveform = { kind: 'pulse', start: 1, width: 2, rise: 0, fall: 0 };
    expect([waveformJet(square, 1, 0.5)[0], waveformJet(square, 1, 1.5)[0], waveformJet(square, 3, 2)[0], waveformJet(square, 3, 4)[0]]).toEqual([0, 1, 1, 0]);
  });
});

describe('the kinks of a waveform', () => {
  const kinks = (w: Waveform, end: number): number[] => [...waveformKinks(w, end)].map((t) => Math.round((t / ns) * 1e6) / 1e6);

  test('are listed in order, inside the run only', () => {
    expect(kinks({ kind: 'constant' }, 9 * ns)).toEqual([]);
    expect(kinks(sine, 9 * ns)).toEqual([]);
    expect(kinks(pulse, 9 * ns)).toEqual([1, 1.5, 3.5, 4.5]);
    expect(kinks(pulse, 4 * ns)).toEqual([1, 1.5, 3.5]);
    expect(kinks(train, 11.2 * ns)).toEqual([1, 1.5, 3.5, 4.5, 6, 6.5, 8.5, 9.5, 11]);
    expect(kinks(ramp, 9 * ns)).toEqual([1, 5]);
    expect(kinks({ ...ramp, start: -ns }, 9 * ns)).toEqual([3]);
    expect(kinks(table, 9 * ns)).toEqual([1, 2, 4]);
  });

  test('of a train that began long before t = 0 are those after it', () => {
    expect(kinks({ ...train, start: -4999 * ns }, 4 * ns)).toEqual([1, 1.5, 3.5]);
  });

  test('are never more than counted', () => {
    for (const w of [sine, pulse, train, ramp, table, { ...train, start: -4999 * ns }]) {
      for (const end of [1, 4, 11.2, 1000]) expect(kinks(w, end * ns).length).toBeLessThanOrEqual(kinkCount(w, end * ns));
    }
  });
});

test('the peak bounds the factor', () => {
  for (const w of [sine, pulse, train, ramp, table]) {
    for (let t = -ns; t < 12 * ns; t += 0.037 * ns) expect(Math.abs(waveformValue(w, t))).toBeLessThanOrEqual(waveformPeak(w));
  }
});
