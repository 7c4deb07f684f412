/** The frequency of a core from its path: circles, arcs, spirals, ellipses; nothing where nothing turns. */
import { describe, expect, test } from 'vitest';
import { emptyPath, extendPath, gyration, type CorePath } from '../../src/observe/gyration.js';

/** A path sampled every 10 ps for `duration` s, about (100, 90) nm. */
function path(at: (t: number) => [number, number], duration = 5e-9, polarity: (t: number) => number = () => 1): CorePath {
  const path = emptyPath();
  for (let k = 0; k * 1e-11 <= duration; k++) {
    const [x, y] = at(k * 1e-11);
    extendPath(path, k * 1e-11, 1e-7 + x, 9e-8 + y, polarity(k * 1e-11));
  }
  return path;
}

const turning = (f: number, radius: (t: number) => number, b = 1) => (t: number): [number, number] => [radius(t) * Math.cos(2 * Math.PI * f * t), b * radius(t) * Math.sin(2 * Math.PI * f * t)];

describe('gyration', () => {
  test.each([7.3e8, -7.3e8])('of a circle, %d Hz', (f) => {
    const found = gyration(path(turning(f, () => 2e-8)));
    expect(found.frequency! / 7.3e8).toBeCloseTo(1, 9);
    expect(found.sense).toBe(Math.sign(f));
    expect(found.radius! / 2e-8).toBeCloseTo(1, 9);
  });

  test('of less than a turn', () => {
    expect(gyration(path(turning(1.3e8, () => 2e-8))).frequency! / 1.3e8).toBeCloseTo(1, 6);
  });

  test('of a core that comes to rest, of an ellipse, and with the noise of the cells', () => {
    // Measured 0.2 %, 0.04 % and 0.01 %.
    expect(Math.abs(gyration(path(turning(5e8, (t) => 2e-8 * Math.exp(-t / 3e-9)))).frequency! / 5e8 - 1)).toBeLessThan(0.01);
    expect(Math.abs(gyration(path(turning(5e8, () => 2e-8, 0.5))).frequency! / 5e8 - 1)).toBeLessThan(0.01);
    const noise = (t: number): number => 4e-10 * Math.sin(1e13 * t * t * 1e9);
    expect(Math.abs(gyration(path((t) => [1e-8 * Math.cos(3e9 * t) + noise(t), 1e-8 * Math.sin(3e9 * t) - noise(2 * t)])).frequency! / (3e9 / (2 * Math.PI)) - 1)).toBeLessThan(0.01);
  });

  test.each<[string, CorePath]>([
    ['no samples', emptyPath()],
    ['a core at rest', path(() => [0, 0])],
    ['a straight line', path((t) => [10 * t, 5 * t])],
    ['a quarter of a turn', path(turning(5e7, () => 2e-8))],
    ['too few samples', path(turning(1e9, () => 1e-8), 6e-11)],
    ['no core', path(() => [NaN, NaN])],
    ['a walk to and fro', path((t) => [2e-9 * Math.sin(1e10 * t), 1e-9 * Math.sin(7.3e10 * t * t * 1e9)])],
  ])('null for %s', (_name, still) => {
    expect(gyration(still)).toEqual({ frequency: null, sense: null, radius: null });
  });

  test('starts anew where the core flips', () => {
    const flipping = path((t) => turning(t < 2e-9 ? 1e9 : -1e9, () => 1e-8)(t), 5e-9, (t) => (t < 2e-9 ? 1 : -1));
    expect(gyration(flipping)).toMatchObject({ frequency: expect.closeTo(1e9, -1), sense: -1 });
  });

  test('keeps a bounded path of a long run', () => {
    const long = path(turning(1e8, () => 1e-8), 1e-6);
    expect(long.points.length).toBeLessThanOrEqual(3 * 2048);
    expect(gyration(long).frequency! / 1e8).toBeCloseTo(1, 6);
  });
});
