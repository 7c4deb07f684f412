/** Numbers for people: prefixes, digits, clocks. */
import { describe, expect, it } from 'vitest';
import { formatClock, formatSi, shortNumber, siPrefix } from '../../src/io/si.js';

describe('formatSi', () => {
  it.each([
    [1.2345678e-6, 'm', '1.235 µm'],
    [-3.5e-9, 'W', '-3.5 nW'],
    [0, 'V', '0 V'],
    [999.9999, 'm', '1 km'],
    [1e-3, 'T', '1 mT'],
    [1e12, 'A/m^2', '1 TA/m^2'],
    [0.25, '1', '0.25'],
    [1e-30, 'J', '1e-9 zJ'],
    [NaN, 'm', 'n/a'],
  ])('%d %s is %s', (value, unit, text) => expect(formatSi(value, unit)).toBe(text));

  it('keeps the mantissa in [1, 1000) across the prefixes', () => {
    for (let e = -14; e < 16; e++) {
      for (const digit of [1, 2.5, 9.9]) {
        const mantissa = digit * 10 ** e * siPrefix(digit * 10 ** e).factor;
        expect(mantissa).toBeGreaterThan(0.9999);
        expect(mantissa).toBeLessThan(1000.1);
      }
    }
  });
});

it('shortNumber drops trailing zeros', () => {
  expect(shortNumber(0.5)).toBe('0.5');
  expect(shortNumber(123456)).toBe('123500');
});

it.each([[0.04, '0.0 s'], [9.96, '10 s'], [59.6, '1 min 00 s'], [185, '3 min 05 s'], [7440, '2 h 04 min'], [NaN, '?']])('formatClock(%d) is %s', (seconds, text) =>
  expect(formatClock(seconds)).toBe(text),
);
