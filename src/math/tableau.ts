/**
 * Explicit Runge-Kutta methods as data. Every method is written in "first same as last" form: the last stage is the
 * new state itself, so that its rate is the first rate of the next step. (RK4 gains a fifth row for that, and still
 * costs four evaluations a step.) `tableau` refuses data that does not have the order it claims.
 *
 * Sources: Kutta (1901); Bogacki & Shampine, Appl. Math. Lett. 2, 321 (1989); Dormand & Prince, J. Comput. Appl.
 * Math. 6, 19 (1980); order conditions: Hairer, Norsett & Wanner, Solving ODEs I, table II.2.2.
 */
export interface Tableau {
  readonly name: string;
  /** Order of the solution that is carried on. */
  readonly order: number;
  /** Order of the embedded solution, or null when the method has none. */
  readonly embedded: number | null;
  /** Number of stages, the new state included. */
  readonly stages: number;
  /** Nodes, [stages]. */
  readonly c: readonly number[];
  /** Coefficients, row s has s entries; the last row equals b. */
  readonly a: readonly (readonly number[])[];
  /** Weights, [stages]. */
  readonly b: readonly number[];
  /** Weights of the error estimate, b - b_embedded, [stages]; zero when there is none. */
  readonly e: readonly number[];
}

export type Method = 'rk4' | 'bs32' | 'dopri54';

/** Residuals of the order conditions for the weights b, by order: element k-1 holds those of order k, up to 5. */
export function orderResiduals(a: readonly (readonly number[])[], b: readonly number[], c: readonly number[]): number[][] {
  const n = b.length;
  const sum = (f: (i: number) => number) => Array.from({ length: n }, (_, i) => f(i)).reduce((x, y) => x + y, 0);
  const A = (f: (j: number) => number) => (i: number) => sum((j) => (a[i][j] ?? 0) * f(j));
  const C = (p: number) => (i: number) => c[i] ** p;
  const times = (f: (i: number) => number, g: (i: number) => number) => (i: number) => f(i) * g(i);
  const w = (f: (i: number) => number) => sum((i) => b[i] * f(i));
  return [
    [w(C(0)) - 1],
    [w(C(1)) - 1 / 2],
    [w(C(2)) - 1 / 3, w(A(C(1))) - 1 / 6],
    [w(C(3)) - 1 / 4, w(times(C(1), A(C(1)))) - 1 / 8, w(A(C(2))) - 1 / 12, w(A(A(C(1)))) - 1 / 24],
    [
      w(C(4)) - 1 / 5,
      w(times(C(2), A(C(1)))) - 1 / 10,
      w(times(C(1), A(C(2)))) - 1 / 15,
      w(times(C(1), A(A(C(1))))) - 1 / 30,
      w(times(A(C(1)), A(C(1)))) - 1 / 20,
      w(A(C(3))) - 1 / 20,
      w(A(times(C(1), A(C(1))))) - 1 / 40,
      w(A(A(C(2)))) - 1 / 60,
      w(A(A(A(C(1))))) - 1 / 120,
    ],
  ];
}

/** Checks and completes a method. Throws when row sums, the last row or an order condition fails by more than 1e-14. */
export function tableau(data: { name: string; order: number; embedded: number | null; c: number[]; a: number[][]; embeddedWeights?: number[] }): Tableau {
  const { name, order, embedded, c, a } = data;
  const stages = c.length;
  const wrong = (what: string) => new Error(`tableau ${name}: ${what}`);
  if (a.length !== stages) throw wrong(`${stages} nodes but ${a.length} rows`);
  const b = [...a[stages - 1], 0];
  a.forEach((row, s) => {
    if (row.length !== s) throw wrong(`row ${s} has ${row.length} entries, expected ${s}`);
    const total = row.reduce((x, y) => x + y, 0);
    if (!(Math.abs(total - c[s]) <= 1e-14)) throw wrong(`row ${s} sums to ${total}, expected ${c[s]}`);
  });
  const check = (weights: readonly number[], p: number, which: string) =>
    orderResiduals(a, weights, c).slice(0, p).flat().forEach((residual, i) => {
      if (!(Math.abs(residual) <= 1e-14)) throw wrong(`${which}: order condition ${i} fails by ${residual}`);
    });
  check(b, order, 'weights');
  if (embedded !== null) {
    const given = data.embeddedWeights?.length ?? 0;
    if (given !== stages) throw wrong(`${stages} nodes but ${given} embedded weights`);
    check(data.embeddedWeights!, embedded, 'embedded weights');
  }
  const e = data.embeddedWeights ? b.map((x, i) => x - data.embeddedWeights![i]) : b.map(() => 0);
  return { name, order, embedded, stages, c, a, b, e };
}

export const RK4 = tableau({
  name: 'rk4', order: 4, embedded: null,
  c: [0, 1 / 2, 1 / 2, 1, 1],
  a: [[], [1 / 2], [0, 1 / 2], [0, 0, 1], [1 / 6, 1 / 3, 1 / 3, 1 / 6]],
});

export const BS32 = tableau({
  name: 'bs32', order: 3, embedded: 2,
  c: [0, 1 / 2, 3 / 4, 1],
  a: [[], [1 / 2], [0, 3 / 4], [2 / 9, 1 / 3, 4 / 9]],
  embeddedWeights: [7 / 24, 1 / 4, 1 / 3, 1 / 8],
});

export const DOPRI54 = tableau({
  name: 'dopri54', order: 5, embedded: 4,
  c: [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1],
  a: [
    [],
    [1 / 5],
    [3 / 40, 9 / 40],
    [44 / 45, -56 / 15, 32 / 9],
    [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
    [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
    [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
  ],
  embeddedWeights: [5179 / 57600, 0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40],
});

export const TABLEAUS: Readonly<Record<Method, Tableau>> = { rk4: RK4, bs32: BS32, dopri54: DOPRI54 };

/**
 * How long a step may be: the largest y = omega h such that every precession up to omega, damped by alpha, still decays
 * at half its physical rate or faster. A method pushed to the edge of its stability instead keeps the stiffest modes
 * alive at whatever level its error control tolerates, and that heat is missing from the energy balance.
 */
export function stableStep(tableau: Tableau, alpha: number): number {
  const { a, b, stages } = tableau;
  // R(z) = 1 + sum_k (b A^k 1) z^(k+1)
  const coefficients = [1];
  let vector = new Array<number>(stages).fill(1);
  for (let k = 0; k < stages; k++) {
    coefficients.push(b.reduce((sum, w, i) => sum + w * vector[i], 0));
    vector = a.map((row) => row.reduce((sum, x, j) => sum + x * vector[j], 0));
  }
  const growth = (y: number) => {
    const re = (-alpha * y) / (1 + alpha * alpha), im = y / (1 + alpha * alpha);
    let x = 0, z = 0;
    for (let k = stages; k >= 0; k--) [x, z] = [x * re - z * im + coefficients[k], x * im + z * re];
    return Math.hypot(x, z);
  };
  const step = 0.01;
  let y = step;
  while (y < 4 && growth(y + step) <= Math.exp((-0.5 * alpha * (y + step)) / (1 + alpha * alpha)) + 1e-9) y += step;
  return y;
}
