import { describe, expect, test } from 'vitest';
import { pcg4d, randomDirection, unitInterval } from '../../src/math/random.js';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';

const head: SceneInput = {
  grid: { cells: [200, 1], cellSize: [1e-9, 1e-7, 5e-9] },
  material: { Ms: 8e5, A: 1.6e-11, alpha: 0.02, anisotropy: [{ axis: [1, 0, 0], Ku1: 1e5 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 8.05e-8 },
  run: { duration: 1e-9 },
};
const wall = head.initial as Extract<SceneInput['initial'], { kind: 'wall' }>;

describe('a wall', () => {
  test('between opposite sides has the tanh/sech profile, cell centres at (i + 1/2) dx', () => {
    const m = initialMagnetization(parseScene(head));
    const width = Math.sqrt(1.6e-11 / 1e5);
    expect(m).toHaveLength(600);
    for (let i = 0; i < 200; i++) {
      const s = ((i + 0.5) * 1e-9 - 8.05e-8) / width;
      // The unnormalised profile has length 1 already; what is left is rounding.
      expect(Math.abs(m[3 * i] + Math.tanh(s))).toBeLessThan(1e-15 * 4);
      expect(Math.abs(m[3 * i + 1] - 1 / Math.cosh(s))).toBeLessThan(1e-15 * 4);
      expect(m[3 * i + 2]).toBe(0);
    }
    // `at` is a cell centre here: the wall's middle is exactly there.
    expect([m[240], m[241]]).toEqual([0, 1].map((x) => expect.closeTo(x, 12)));
  });

  test('of any other turn has length 1 everywhere and its directions where they belong', () => {
    const scene = parseScene({ ...head, initial: { ...wall, left: [0, 0, 2], centre: [0, 3, 3], right: [0, 5, 0], width: 3e-9 } });
    const m = initialMagnetization(scene);
    for (let i = 0; i < 200; i++) expect(Math.abs(Math.hypot(...m.subarray(3 * i, 3 * i + 3)) - 1)).toBeLessThan(1e-15 * 4);
    expect([...m.subarray(0, 3)]).toEqual([0, 0, 1].map((x) => expect.closeTo(x, 9)));
    expect([...m.subarray(597)]).toEqual([0, 1, 0].map((x) => expect.closeTo(x, 9)));
  });

  test.each<[string, Partial<SceneInput['material']>, SceneInput['demag'], number]>([
    ['of the easy axis along left, whatever its sign', { anisotropy: [{ axis: [-3, 0, 0], Ku1: 4e5 }, { axis: [0, 0, 1], Ku1: -1e6 }] }, undefined, Math.sqrt(1.6e-11 / 4e5)],
    ['of easy axes that add up', { anisotropy: [{ axis: [1, 0, 0], Ku1: 1e5 }, { axis: [1, 0, 0], Ku1: 3e5 }] }, undefined, Math.sqrt(1.6e-11 / 4e5)],
    ['of the shape, without one', { anisotropy: [{ axis: [0, 0, 1], Ku1: 1e5 }] }, { factors: [0.1, 0.4, 0.5] }, Math.sqrt(1.6e-11 / (0.5 * 4e-7 * Math.PI * 8e5 ** 2 * 0.3))],
    ['of the axis where there are both', {}, { factors: [0.1, 0.4, 0.5] }, Math.sqrt(1.6e-11 / 1e5)],
  ])('has the width %s', (_name, material, demag, width) => {
    const scene = parseScene({ ...head, material: { ...head.material, ...material }, demag });
    // mu0 is 4e-7 pi to 1e-10 only.
    expect(Math.abs((scene.initial as { width: number }).width / width - 1)).toBeLessThan(1e-9);
  });

  test('needs a width where left is no easy axis', () => {
    const hard = { ...head.material, anisotropy: [{ axis: [0, 0, 1] as [number, number, number], Ku1: 1e5 }] };
    expect(() => parseScene({ ...head, material: hard })).toThrow(/^initial\.width: expected a width > 0 in m/);
    expect(() => parseScene({ ...head, material: hard, demag: { factors: [0.5, 0.4, 0.1] } })).toThrow(/^initial\.width: /);
    expect(() => parseScene({ ...head, material: hard, initial: { ...wall, width: 1e-8 } })).not.toThrow();
  });
});

test('a uniform start is one direction', () => {
  const m = initialMagnetization(parseScene({ ...head, initial: { kind: 'uniform', m: [3e200, 0, -4e200] } }));
  for (let i = 0; i < 600; i++) expect(m[i]).toBeCloseTo([0.6, 0, -0.8][i % 3], 15);
});

describe('a random start', () => {
  const start = (seed: number): Float64Array => initialMagnetization(parseScene({ ...head, grid: { ...head.grid, cells: [20000, 1] }, initial: { kind: 'random', seed } }));

  test('depends on seed and cell only', () => {
    const a = start(5);
    expect(start(5)).toEqual(a);
    expect(start(6)).not.toEqual(a);
    const short = initialMagnetization(parseScene({ ...head, initial: { kind: 'random', seed: 5 } }));
    expect(a.subarray(0, 600)).toEqual(short);
  });

  test('is uniform on the sphere', () => {
    const n = 20000;
    for (const seed of [0, 1, 4294967295]) {
      const m = start(seed);
      const mean = [0, 0, 0];
      const second = [0, 0, 0, 0, 0, 0];
      for (let i = 0; i < n; i++) {
        const [x, y, z] = m.subarray(3 * i, 3 * i + 3);
        expect(Math.abs(x * x + y * y + z * z - 1)).toBeLessThan(1e-14);
        [x, y, z].forEach((c, k) => (mean[k] += c / n));
        [x * x, y * y, z * z, x * y, y * z, z * x].forEach((c, k) => (second[k] += c / n));
      }
      // Standard errors: sqrt(1/3/n) = 0.0041, sqrt(4/45/n) = 0.0021, sqrt(1/15/n) = 0.0018; five of them.
      for (const c of mean) expect(Math.abs(c)).toBeLessThan(0.0205);
      for (const c of second.slice(0, 3)) expect(Math.abs(c - 1 / 3)).toBeLessThan(0.0105);
      for (const c of second.slice(3)) expect(Math.abs(c)).toBeLessThan(0.0092);
    }
  });

  test('is not correlated from cell to cell or seed to seed', () => {
    const n = 20000;
    const overlap = (a: (i: number) => number[], b: (i: number) => number[]): number => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += a(i).reduce((s, x, k) => s + x * b(i)[k], 0) / n;
      return sum;
    };
    // Standard error of a mean cosine: sqrt(1/3/n) = 0.0041; five of them.
    expect(Math.abs(overlap((i) => randomDirection(1, i), (i) => randomDirection(1, i + 1)))).toBeLessThan(0.0205);
    expect(Math.abs(overlap((i) => randomDirection(1, i), (i) => randomDirection(2, i)))).toBeLessThan(0.0205);
    expect(Math.abs(overlap((i) => randomDirection(i, 0), (i) => randomDirection(i + 1, 0)))).toBeLessThan(0.0205);
  });
});

describe('the generator', () => {
  /** The published pcg4d, in exact integers. */
  function exact(v: bigint[]): number[] {
    const u32 = (x: bigint): bigint => x & 0xffffffffn;
    let [x, y, z, w] = v.map((c) => u32(c * 1664525n + 1013904223n));
    const mix = (): void => {
      x = u32(x + y * w);
      y = u32(y + z * x);
      z = u32(z + x * y);
      w = u32(w + y * z);
    };
    mix();
    [x, y, z, w] = [x, y, z, w].map((c) => c ^ (c >> 16n));
    mix();
    return [x, y, z, w].map(Number);
  }

  test('is pcg4d to the bit', () => {
    for (const v of [[0, 0, 0, 0], [1, 2, 3, 4], [4294967295, 4294967295, 4294967295, 4294967295], [123456789, 0, 987654321, 2147483648]]) {
      expect(pcg4d(v[0], v[1], v[2], v[3])).toEqual(exact(v.map(BigInt)));
    }
  });

  test('gives numbers strictly between 0 and 1', () => {
    expect(unitInterval(0)).toBeGreaterThan(0);
    expect(unitInterval(4294967295)).toBeLessThan(1);
  });
});
