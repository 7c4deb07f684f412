/**
 * The Runge-Kutta methods: order by rooted trees (Butcher's theory, built here from scratch), order by step halving, what
 * `tableau` refuses, and how long a step may be.
 */
import { describe, expect, it } from 'vitest';
import { BS32, DOPRI54, orderResiduals, RK4, stableStep, tableau, TABLEAUS, type Tableau } from '../../src/math/tableau.js';
import { small } from '../support/measured.js';

/** A rooted tree is the list of its branches. */
type Tree = readonly Tree[];
const size = (t: Tree): number => 1 + t.reduce((sum, branch) => sum + size(branch), 0);
const density = (t: Tree): number => t.reduce((product, branch) => product * density(branch), size(t));

/** Every rooted tree with n nodes once: grow each smaller tree by one leaf, drop the doubles. */
function trees(n: number): Tree[] {
  if (n === 1) return [[]];
  const key = (t: Tree): string => `(${t.map(key).sort().join('')})`;
  const grown = (t: Tree): Tree[] => [[...t, []], ...t.flatMap((branch, i) => grown(branch).map((g) => [...t.slice(0, i), g, ...t.slice(i + 1)]))];
  return [...new Map(trees(n - 1).flatMap(grown).map((t) => [key(t), t])).values()];
}

/** Elementary weight at stage i: the product over branches of sum_j a_ij weight_j. */
function weight(t: Tree, a: Tableau['a'], i: number): number {
  return t.reduce((product, branch) => product * a[i].reduce((sum, x, j) => sum + x * weight(branch, a, j), 0), 1);
}

/** b . Phi(t) - 1/gamma(t) for every tree of n nodes. */
function residuals(a: Tableau['a'], b: readonly number[], n: number): number[] {
  return trees(n).map((t) => b.reduce((sum, w, i) => sum + w * weight(t, a, i), 0) - 1 / density(t));
}

const methods = Object.values(TABLEAUS);
const worst = (values: readonly number[]) => Math.max(...values.map(Math.abs));

it('knows its own method of testing: 1, 1, 2, 4, 9, 20 rooted trees', () => {
  expect([1, 2, 3, 4, 5, 6].map((n) => trees(n).length)).toEqual([1, 1, 2, 4, 9, 20]);
});

describe.each(methods)('$name', (method) => {
  const { a, b, c, e, order, embedded, stages } = method;
  const star = b.map((w, i) => w - e[i]);

  it('is in first-same-as-last form', () => {
    expect([a.length, b.length, c.length, e.length]).toEqual([stages, stages, stages, stages]);
    expect(a[stages - 1]).toEqual(b.slice(0, -1));
    expect([b[stages - 1], c[0], c[stages - 1]]).toEqual([0, 0, 1]);
  });

  // Round-off of a few sums of numbers of order 10 (dopri54's a has 11.6). Measured: 4.4e-16.
  it('has its order and not one more', () => {
    for (let n = 1; n <= order; n++) small(`${method.name}: order ${n}`, worst(residuals(a, b, n)), 5e-15);
    expect(worst(residuals(a, b, order + 1))).toBeGreaterThan(1e-4);
  });

  it('has the embedded order and not one more', () => {
    if (embedded === null) {
      expect(e).toEqual(b.map(() => 0));
      return;
    }
    for (let n = 1; n <= embedded; n++) small(`${method.name}: embedded order ${n}`, worst(residuals(a, star, n)), 5e-15);
    expect(worst(residuals(a, star, embedded + 1))).toBeGreaterThan(1e-4);
    expect(embedded).toBe(order - 1);
  });

  it('agrees with orderResiduals, tree by tree', () => {
    const own = orderResiduals(a, b, c);
    expect(own.map((list) => list.length)).toEqual([1, 1, 2, 4, 9]);
    own.forEach((list, k) => {
      const oracle = residuals(a, b, k + 1).sort((x, y) => x - y);
      [...list].sort((x, y) => x - y).forEach((residual, i) => expect(residual).toBeCloseTo(oracle[i], 14));
    });
  });

  // A nonlinear equation that moves in time: y' = y cos t + y^2 sin(3 t)/4.
  it('converges with its order', () => {
    const f = (t: number, y: number) => y * Math.cos(t) + (y * y * Math.sin(3 * t)) / 4;
    const run = (steps: number): number => {
      const h = 1 / steps;
      let y = 1;
      for (let n = 0; n < steps; n++) {
        const k: number[] = [];
        for (let s = 0; s < stages; s++) k.push(f((n + c[s]) * h, y + h * a[s].reduce((sum, x, j) => sum + x * k[j], 0)));
        y += h * b.reduce((sum, w, s) => sum + w * k[s], 0);
      }
      return y;
    };
    const exact = run(2048);
    // Measured: 4.2, 3.0 and 6.3 (scalar equations flatter dopri54). A wrong coefficient leaves 1 or 2.
    expect(Math.log2(Math.abs((run(16) - exact) / (run(32) - exact)))).toBeGreaterThan(order - 0.3);
  });
});

describe('tableau refuses', () => {
  const heun = { name: 'heun', order: 2, embedded: 1, c: [0, 1, 1], a: [[], [1], [1 / 2, 1 / 2]], embeddedWeights: [1, 0, 0] };

  it('nothing of a method that is right', () => {
    expect(tableau(heun)).toMatchObject({ stages: 3, b: [1 / 2, 1 / 2, 0], e: [-1 / 2, 1 / 2, 0] });
  });

  it.each([
    ['an order it has not', { order: 3 }, 'tableau heun: weights: order condition'],
    ['an embedded order it has not', { embedded: 2 }, 'tableau heun: embedded weights: order condition'],
    ['an embedded order without weights', { embeddedWeights: undefined }, 'tableau heun: 3 nodes but 0 embedded weights'],
    ['embedded weights of another length', { embeddedWeights: [1, 0] }, 'tableau heun: 3 nodes but 2 embedded weights'],
    ['a row too few', { a: [[], [1]] }, 'tableau heun: 3 nodes but 2 rows'],
    ['a row too long', { a: [[], [1, 0], [1 / 2, 1 / 2]] }, 'tableau heun: row 1 has 2 entries, expected 1'],
    ['a row that does not sum to its node', { c: [0, 1 / 2, 1] }, 'tableau heun: row 1 sums to 1, expected 0.5'],
    ['a digit that is wrong', { a: [[], [1], [1 / 2 + 1e-13, 1 / 2 - 1e-13]] }, 'tableau heun: weights: order condition 1 fails'],
    ['a number that is none', { a: [[], [1], [NaN, 1 / 2]] }, 'tableau heun: row 2 sums to NaN'],
  ])('%s', (_what, change, message) => {
    expect(() => tableau({ ...heun, ...change })).toThrow(message);
  });

  it.each([[RK4, 5], [BS32, 4]] as const)('$name with an order too many', ({ name, c, a }, order) => {
    expect(() => tableau({ name, order, embedded: null, c: [...c], a: a.map((row) => [...row]) })).toThrow(`tableau ${name}: weights: order condition`);
  });
});

describe('stableStep', () => {
  /** |y1/y0| of one literal step of y' = omega (i - alpha)/(1 + alpha^2) y with omega h = y. */
  function amplification({ a, b, stages }: Tableau, alpha: number, y: number): number {
    const re = (-alpha * y) / (1 + alpha ** 2), im = y / (1 + alpha ** 2);
    const rates: [number, number][] = [];
    const moved = (weights: readonly number[]): [number, number] => [1 + weights.reduce((s, w, k) => s + w * rates[k][0], 0), weights.reduce((s, w, k) => s + w * rates[k][1], 0)];
    for (let s = 0; s < stages; s++) {
      const [x, z] = moved(a[s]);
      rates.push([x * re - z * im, x * im + z * re]);
    }
    return Math.hypot(...moved(b));
  }

  const allowed = (alpha: number, y: number) => Math.exp((-0.5 * alpha * y) / (1 + alpha ** 2));
  const alphas = [0.005, 0.02, 0.1, 0.5, 1];

  it.each(methods.flatMap((method) => alphas.map((alpha) => [method.name, alpha, method] as const)))('%s, alpha %s: every slower mode decays at half its rate or faster, and the next would not', (_name, alpha, method) => {
    const y = stableStep(method, alpha);
    expect(y).toBeGreaterThan(0.1);
    for (let part = 0; part <= 1; part += 0.0037) expect(amplification(method, alpha, part * y)).toBeLessThanOrEqual(allowed(alpha, part * y) + 2e-9);
    // It looks in steps of 0.01 and no further than 4.
    if (y < 4 - 0.02) expect(amplification(method, alpha, y + 0.01)).toBeGreaterThan(allowed(alpha, y + 0.01));
  });

  it('without damping still allows a step, within which nothing grows', () => {
    for (const method of methods) {
      const y = stableStep(method, 0);
      expect(y).toBeGreaterThan(0);
      expect(amplification(method, 0, y)).toBeLessThan(1 + 1e-5);
    }
  });

  it('grows with damping up to the usual limits: rk4 2.8 along the imaginary axis', () => {
    expect(stableStep(RK4, 0.1)).toBeGreaterThan(stableStep(RK4, 0.005));
    expect(stableStep(RK4, 0.5)).toBeLessThan(4);
    expect(stableStep(DOPRI54, 0.02)).toBeGreaterThan(0.5);
    expect(stableStep(DOPRI54, 0.02)).toBeLessThan(3.3);
  });
});
