/**
 * Assertions that say what was measured: with MEASURE=1 in the environment every one prints its value, which is where
 * the numbers beside the tolerances come from.
 */
import { expect } from 'vitest';

function say(what: string, text: string): void {
  if (process.env.MEASURE) process.stdout.write(`measured  ${what}: ${text}\n`);
}

/** value within a relative `tolerance` of `expected`. */
export function near(what: string, value: number, expected: number, tolerance: number): void {
  const off = value / expected - 1;
  say(what, `${value.toPrecision(7)} for ${expected.toPrecision(7)}, off by ${off.toExponential(2)} of ${tolerance}`);
  expect(Math.abs(off), `${what}: ${value} for ${expected}, relative`).toBeLessThan(tolerance);
}

/** |value| <= bound. */
export function small(what: string, value: number, bound: number): void {
  say(what, `${value.toExponential(2)} of ${bound}`);
  expect(Math.abs(value), what).toBeLessThanOrEqual(bound);
}

/** low < value < high. */
export function between(what: string, value: number, low: number, high: number): void {
  say(what, `${value.toPrecision(6)} in (${low.toPrecision(6)}, ${high.toPrecision(6)})`);
  expect(value, what).toBeGreaterThan(low);
  expect(value, what).toBeLessThan(high);
}

/** Largest |a - b| of two arrays. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) {
    const d = Math.abs(a[i] - b[i]);
    if (!(d <= worst)) worst = d;
  }
  return worst;
}

/** Largest |a|. */
export function largest(a: ArrayLike<number>): number {
  let worst = 0;
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i]) <= worst)) worst = Math.abs(a[i]);
  return worst;
}
