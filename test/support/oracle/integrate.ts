/**
 * Two integrators for the oracle, unlike anything in src: classical RK4 written out longhand, and Gragg's modified
 * midpoint rule with Richardson extrapolation over 2, 4, 6, 8 substeps (Gragg-Bulirsch-Stoer, order 8).
 * Both renormalise m after a step, which does not lower their order.
 */
import type { OracleWire } from './wire.js';

export type Stepper = (wire: OracleWire, m: Float64Array, t: number, dt: number) => void;

function normalise(m: Float64Array): void {
  for (let o = 0; o < m.length; o += 3) {
    const n = Math.sqrt(m[o] * m[o] + m[o + 1] * m[o + 1] + m[o + 2] * m[o + 2]);
    m[o] /= n;
    m[o + 1] /= n;
    m[o + 2] /= n;
  }
}

/** A classical fourth-order Runge-Kutta stepper for arrays of `length` numbers. Its end times lie a billionth of a step inside, so that a drive may jump between steps. */
export function rk4(length: number): Stepper {
  const [k1, k2, k3, k4, y] = Array.from({ length: 5 }, () => new Float64Array(length));
  return (wire, m, t, dt) => {
    wire.rate(m, t + 1e-9 * dt, k1);
    for (let i = 0; i < length; i++) y[i] = m[i] + 0.5 * dt * k1[i];
    wire.rate(y, t + 0.5 * dt, k2);
    for (let i = 0; i < length; i++) y[i] = m[i] + 0.5 * dt * k2[i];
    wire.rate(y, t + 0.5 * dt, k3);
    for (let i = 0; i < length; i++) y[i] = m[i] + dt * k3[i];
    wire.rate(y, t + (1 - 1e-9) * dt, k4);
    for (let i = 0; i < length; i++) m[i] += (dt / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    normalise(m);
  };
}

/** Gragg-Bulirsch-Stoer of order 8: 24 evaluations a step, for reference solutions. */
export function gbs8(length: number): Stepper {
  const counts = [2, 4, 6, 8];
  const table = counts.map(() => new Float64Array(length));
  const [f, zPrev, z, zNext] = Array.from({ length: 4 }, () => new Float64Array(length));
  return (wire, m, t, dt) => {
    counts.forEach((n, row) => {
      const h = dt / n;
      zPrev.set(m);
      wire.rate(m, t, f);
      for (let i = 0; i < length; i++) z[i] = m[i] + h * f[i];
      for (let s = 1; s < n; s++) {
        wire.rate(z, t + s * h, f);
        for (let i = 0; i < length; i++) zNext[i] = zPrev[i] + 2 * h * f[i];
        zPrev.set(z);
        z.set(zNext);
      }
      wire.rate(z, t + dt, f);
      for (let i = 0; i < length; i++) table[row][i] = 0.5 * (z[i] + zPrev[i] + h * f[i]);
    });
    // Neville in h^2: the midpoint rule's error has even powers only
    for (let column = 1; column < counts.length; column++) {
      for (let row = counts.length - 1; row >= column; row--) {
        const ratio = (counts[row] / counts[row - column]) ** 2 - 1;
        const a = table[row], b = table[row - 1];
        for (let i = 0; i < length; i++) a[i] += (a[i] - b[i]) / ratio;
      }
    }
    m.set(table[counts.length - 1]);
    normalise(m);
  };
}

/**
 * Carries `m` (changed in place) from t0 to t1 in equal steps no longer than `step`, calling `visit` at the start and
 * after every `every` seconds (t1 - t0 should be a multiple of it).
 */
export function evolve(
  wire: OracleWire, m: Float64Array, t0: number, t1: number, step: number,
  options: { stepper?: Stepper; every?: number; visit?: (t: number, m: Float64Array) => void } = {},
): void {
  const stepper = options.stepper ?? rk4(m.length);
  const every = options.every ?? t1 - t0;
  const samples = Math.round((t1 - t0) / every);
  const inner = Math.max(1, Math.ceil(every / step - 1e-9));
  const dt = every / inner;
  options.visit?.(t0, m);
  for (let k = 0; k < samples; k++) {
    for (let i = 0; i < inner; i++) stepper(wire, m, t0 + k * every + i * dt, dt);
    options.visit?.(t0 + (k + 1) * every, m);
  }
}

/** The longest RK4 step that is safely stable: |lambda| dt = 2 of 2.8, with lambda = gamma 8 A/(Ms dx^2) and the stiffest anisotropy. */
export function stableStep(wire: OracleWire): number {
  const { gamma, A, Ms, dx, anisotropy } = wire.p;
  let field = (8 * A) / (Ms * dx * dx);
  for (const a of anisotropy) field += a.kind === 'uniaxial' ? (2 * Math.abs(a.Ku1) + 4 * Math.abs(a.Ku2)) / Ms : (2 * Math.abs(a.Kc1) + Math.abs(a.Kc2)) / Ms;
  return 2 / (gamma * field);
}
