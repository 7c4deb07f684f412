/**
 * An independent float64 wire: Landau-Lifshitz-Gilbert with Zhang-Li torque and spin-motive force, in plain SI units.
 *
 * It imports nothing from src and solves the same physics by a different road:
 *  - dm/dt comes from the *implicit* Gilbert equation, one 3x3 linear system (1 - alpha [m]x) dm/dt = T per cell,
 *    by elimination; no explicit (Landau-Lifshitz) form is used anywhere;
 *  - the current of a closed circuit comes from two trial currents: the motive force is an affine function of the
 *    current, so a straight line through two points is exact. dm/dt is then solved a third time with that current.
 *
 * Equation:  dm/dt = -gamma m x B + alpha m x dm/dt + b j dm/dx - beta b j m x dm/dx,  b = gamma hbar P/(2 e Ms)
 * Motive:    s = (hbar P / 2e) [ m . (dm/dt x dm/dx) + beta dm/dt . dm/dx ],  j = sigma (E + s)
 *
 * Arrays of vectors are Float64Array of 3 n, x fastest within a cell. Lengths in m, fields in T, times in s.
 */
import { E, HBAR, MU0 } from './constants.js';

export type Vec = readonly [number, number, number];
export interface UniaxialTerm { readonly kind: 'uniaxial'; readonly axis: Vec; readonly Ku1: number; readonly Ku2: number }
export interface CubicTerm { readonly kind: 'cubic'; readonly axes: readonly [Vec, Vec]; readonly Kc1: number; readonly Kc2: number }
export type Closure = 'prescribed' | 'open' | 'circuit' | 'local';

export interface WireParams {
  readonly cells: number;
  /** Cell length along the wire (m) and cross section (m^2). */
  readonly dx: number;
  readonly area: number;
  readonly periodic: boolean;
  readonly Ms: number;
  readonly A: number;
  readonly alpha: number;
  readonly gamma: number;
  readonly anisotropy: readonly (UniaxialTerm | CubicTerm)[];
  /** Demagnetising factors, or null. */
  readonly demag: Vec | null;
  /** External field at a time, T. */
  readonly field: (t: number) => Vec;
  readonly polarization: number;
  readonly beta: number;
  readonly conductivity: number;
  readonly closure: Closure;
  /** Prescribed current density, A/m^2. */
  readonly current: (t: number) => number;
  /** Applied voltage, V, and load, ohm. */
  readonly voltage: (t: number) => number;
  readonly load: number;
  readonly gradientOrder: 2 | 4;
}

/** Everything that can be said about one state at one time. */
export interface Instant {
  rate: Float64Array; // dm/dt, 1/s
  current: Float64Array; // j per cell, A/m^2
  emf: number; // V, Int s dx
  meanCurrent: number; // A/m^2
}

export interface Energies { exchange: number; anisotropy: number; zeeman: number; demag: number; total: number }
/** Powers in W. `load` is what the load resistor burns; balance: dE/dt = applied + field - gilbert - joule - cross - load. */
export interface Powers { gilbert: number; joule: number; cross: number; applied: number; load: number; field: number }

/** Solves (1 - alpha [m]x) x = T by elimination without pivoting (the diagonal is 1). */
function solveGilbert(alpha: number, mx: number, my: number, mz: number, tx: number, ty: number, tz: number, out: Float64Array, at: number): void {
  const a01 = alpha * mz, a02 = -alpha * my;
  const a10 = -alpha * mz, a12 = alpha * mx;
  const a20 = alpha * my, a21 = -alpha * mx;
  const b11 = 1 - a10 * a01, b12 = a12 - a10 * a02, c1 = ty - a10 * tx;
  const b21 = a21 - a20 * a01, b22 = 1 - a20 * a02, c2 = tz - a20 * tx;
  const f = b21 / b11;
  const z = (c2 - f * c1) / (b22 - f * b12);
  const y = (c1 - b12 * z) / b11;
  out[at] = tx - a01 * y - a02 * z;
  out[at + 1] = y;
  out[at + 2] = z;
}

function unit(a: Vec): Vec {
  const n = Math.hypot(...a);
  return [a[0] / n, a[1] / n, a[2] / n];
}

export class OracleWire {
  readonly b: number;
  readonly s0: number;
  /** Resistance of the wire, ohm. */
  readonly resistance: number;
  private readonly B: Float64Array<ArrayBuffer>;
  private readonly g: Float64Array<ArrayBuffer>;
  private readonly trial: Float64Array<ArrayBuffer>;
  private readonly sLow: Float64Array<ArrayBuffer>;
  private readonly sHigh: Float64Array<ArrayBuffer>;
  private readonly j: Float64Array<ArrayBuffer>;

  constructor(readonly p: WireParams) {
    this.s0 = (HBAR * p.polarization) / (2 * E);
    this.b = (p.gamma * this.s0) / p.Ms;
    this.resistance = (p.cells * p.dx) / (p.conductivity * p.area);
    const n = p.cells;
    this.B = new Float64Array(3 * n);
    this.g = new Float64Array(3 * n);
    this.trial = new Float64Array(3 * n);
    this.sLow = new Float64Array(n);
    this.sHigh = new Float64Array(n);
    this.j = new Float64Array(n);
  }

  /** Index of the cell that stands at i: wrapped, or mirrored at the faces of the end cells. */
  private cell(i: number): number {
    const n = this.p.cells;
    if (this.p.periodic) return ((i % n) + n) % n;
    while (i < 0 || i >= n) i = i < 0 ? -1 - i : 2 * n - 1 - i;
    return i;
  }

  /** B_eff in T for every cell. */
  effectiveField(m: Float64Array, t: number, out = new Float64Array(m.length)): Float64Array {
    const { cells: n, dx, A, Ms, demag } = this.p;
    const ext = this.p.field(t);
    const ex = (2 * A) / (Ms * dx * dx);
    for (let i = 0; i < n; i++) {
      const l = 3 * this.cell(i - 1), r = 3 * this.cell(i + 1), o = 3 * i;
      for (let c = 0; c < 3; c++) out[o + c] = ext[c] + ex * (m[l + c] - m[o + c] + (m[r + c] - m[o + c]));
      if (demag) for (let c = 0; c < 3; c++) out[o + c] -= MU0 * Ms * demag[c] * m[o + c];
    }
    for (const term of this.p.anisotropy) {
      if (term.kind === 'uniaxial') {
        const [ax, ay, az] = unit(term.axis);
        const k1 = (2 * term.Ku1) / Ms, k2 = (4 * term.Ku2) / Ms;
        for (let o = 0; o < 3 * n; o += 3) {
          const d = m[o] * ax + m[o + 1] * ay + m[o + 2] * az;
          const f = k1 * d + k2 * d * d * d;
          out[o] += f * ax;
          out[o + 1] += f * ay;
          out[o + 2] += f * az;
        }
      } else {
        const [a, b, c] = frame(term);
        for (let o = 0; o < 3 * n; o += 3) {
          const p = dot(m, o, a), q = dot(m, o, b), r = dot(m, o, c);
          const fp = (-2 * p * (term.Kc1 * (q * q + r * r) + term.Kc2 * q * q * r * r)) / Ms;
          const fq = (-2 * q * (term.Kc1 * (p * p + r * r) + term.Kc2 * p * p * r * r)) / Ms;
          const fr = (-2 * r * (term.Kc1 * (p * p + q * q) + term.Kc2 * p * p * q * q)) / Ms;
          for (let k = 0; k < 3; k++) out[o + k] += fp * a[k] + fq * b[k] + fr * c[k];
        }
      }
    }
    return out;
  }

  /** dm/dx in 1/m, centred, of order 2 or 4, with the component along m taken out. */
  gradient(m: Float64Array, out = new Float64Array(m.length)): Float64Array {
    const { cells: n, dx, gradientOrder } = this.p;
    for (let i = 0; i < n; i++) {
      const o = 3 * i;
      const l = 3 * this.cell(i - 1), r = 3 * this.cell(i + 1);
      if (gradientOrder === 2) {
        for (let c = 0; c < 3; c++) out[o + c] = (m[r + c] - m[l + c]) / (2 * dx);
      } else {
        const ll = 3 * this.cell(i - 2), rr = 3 * this.cell(i + 2);
        for (let c = 0; c < 3; c++) out[o + c] = (8 * (m[r + c] - m[l + c]) - (m[rr + c] - m[ll + c])) / (12 * dx);
      }
      const along = (out[o] * m[o] + out[o + 1] * m[o + 1] + out[o + 2] * m[o + 2]) / (m[o] * m[o] + m[o + 1] * m[o + 1] + m[o + 2] * m[o + 2]);
      for (let c = 0; c < 3; c++) out[o + c] -= along * m[o + c];
    }
    return out;
  }

  /** dm/dt with the current given per cell; fields and gradient are those last put into this.B and this.g. */
  private solveRate(m: Float64Array, j: Float64Array, out: Float64Array): void {
    const { cells: n, gamma, alpha, beta } = this.p;
    const { B, g, b } = this;
    for (let i = 0; i < n; i++) {
      const o = 3 * i;
      const x = m[o], y = m[o + 1], z = m[o + 2];
      const u = b * j[i];
      // All of eq. (1) but the damping: the current enters as a vector w, once bare and once crossed with m.
      const wx = -gamma * B[o] - beta * u * g[o], wy = -gamma * B[o + 1] - beta * u * g[o + 1], wz = -gamma * B[o + 2] - beta * u * g[o + 2];
      solveGilbert(alpha, x, y, z, y * wz - z * wy + u * g[o], z * wx - x * wz + u * g[o + 1], x * wy - y * wx + u * g[o + 2], out, o);
    }
  }

  /** s per cell (V/m) of a given dm/dt. */
  private motive(m: Float64Array, v: Float64Array, out: Float64Array): void {
    const { g, s0 } = this;
    const { cells: n, beta } = this.p;
    for (let i = 0; i < n; i++) {
      const o = 3 * i;
      const cx = v[o + 1] * g[o + 2] - v[o + 2] * g[o + 1], cy = v[o + 2] * g[o] - v[o] * g[o + 2], cz = v[o] * g[o + 1] - v[o + 1] * g[o];
      out[i] = s0 * (m[o] * cx + m[o + 1] * cy + m[o + 2] * cz + beta * (v[o] * g[o] + v[o + 1] * g[o + 1] + v[o + 2] * g[o + 2]));
    }
  }

  /** dm/dt with the closure in force; fills this.j with the current density. */
  rate(m: Float64Array, t: number, out: Float64Array): void {
    const { p, j, trial, sLow, sHigh } = this;
    const n = p.cells;
    this.effectiveField(m, t, this.B);
    const carries = p.polarization !== 0 && p.conductivity > 0;
    if (carries || p.closure === 'prescribed') this.gradient(m, this.g);
    if (p.closure === 'prescribed') j.fill(p.current(t));
    else if (p.closure === 'open') j.fill(0);
    else {
      const probe = 1e12;
      j.fill(0);
      this.solveRate(m, j, trial);
      this.motive(m, trial, sLow);
      j.fill(probe);
      this.solveRate(m, j, trial);
      this.motive(m, trial, sHigh);
      if (p.closure === 'local') {
        // j = sigma s(j), s a straight line through (0, low) and (probe, high)
        for (let i = 0; i < n; i++) j[i] = (p.conductivity * sLow[i]) / (1 - (p.conductivity * (sHigh[i] - sLow[i])) / probe);
      } else {
        let low = 0, high = 0;
        for (let i = 0; i < n; i++) { low += sLow[i]; high += sHigh[i]; }
        low *= p.dx;
        high *= p.dx;
        j.fill((p.voltage(t) + low) / ((this.resistance + p.load) * p.area - (high - low) / probe));
      }
    }
    this.solveRate(m, j, out);
  }

  /** dm/dt, current and emf of a state, in fresh arrays. */
  instant(m: Float64Array, t: number): Instant {
    const rate = new Float64Array(m.length);
    this.rate(m, t, rate);
    this.gradient(m, this.g);
    const s = new Float64Array(this.p.cells);
    this.motive(m, rate, s);
    const current = Float64Array.from(this.j);
    return { rate, current, emf: sum(s) * this.p.dx, meanCurrent: sum(current) / this.p.cells };
  }

  /** s per cell, V/m. */
  motiveForce(m: Float64Array, t: number): Float64Array {
    const { rate } = this.instant(m, t);
    const s = new Float64Array(this.p.cells);
    this.motive(m, rate, s);
    return s;
  }

  /** Energies in J by direct sums over cells and bonds. */
  energies(m: Float64Array, t: number): Energies {
    const { cells: n, dx, area, A, Ms, demag, periodic } = this.p;
    const volume = dx * area;
    let exchange = 0, anisotropy = 0, zeeman = 0, magnetostatic = 0;
    for (let i = 0; i < (periodic ? n : n - 1); i++) {
      const o = 3 * i, r = 3 * ((i + 1) % n);
      exchange += (A / (dx * dx)) * ((m[r] - m[o]) ** 2 + (m[r + 1] - m[o + 1]) ** 2 + (m[r + 2] - m[o + 2]) ** 2);
    }
    const ext = this.p.field(t);
    for (let o = 0; o < 3 * n; o += 3) {
      zeeman -= Ms * (m[o] * ext[0] + m[o + 1] * ext[1] + m[o + 2] * ext[2]);
      if (demag) magnetostatic += 0.5 * MU0 * Ms * Ms * (demag[0] * m[o] ** 2 + demag[1] * m[o + 1] ** 2 + demag[2] * m[o + 2] ** 2);
      for (const term of this.p.anisotropy) {
        if (term.kind === 'uniaxial') {
          const d = dot(m, o, unit(term.axis));
          anisotropy -= term.Ku1 * d ** 2 + term.Ku2 * d ** 4;
        } else {
          const [a, b, c] = frame(term);
          const p = dot(m, o, a) ** 2, q = dot(m, o, b) ** 2, r = dot(m, o, c) ** 2;
          anisotropy += term.Kc1 * (p * q + q * r + r * p) + term.Kc2 * p * q * r;
        }
      }
    }
    exchange *= volume;
    anisotropy *= volume;
    zeeman *= volume;
    magnetostatic *= volume;
    return { exchange, anisotropy, zeeman, demag: magnetostatic, total: exchange + anisotropy + zeeman + magnetostatic };
  }

  /** Where the energy goes at this instant; dB/dt by a centred difference over `dt`. */
  powers(m: Float64Array, t: number, dt = 1e-15): Powers {
    const { cells: n, dx, area, alpha, beta, gamma, Ms, conductivity } = this.p;
    const volume = dx * area;
    const { rate, current, meanCurrent, emf } = this.instant(m, t);
    let gilbert = 0, joule = 0, cross = 0;
    for (let i = 0; i < n; i++) {
      const o = 3 * i;
      gilbert += rate[o] ** 2 + rate[o + 1] ** 2 + rate[o + 2] ** 2;
      joule += current[i] ** 2;
      cross += current[i] * (this.g[o] * rate[o] + this.g[o + 1] * rate[o + 1] + this.g[o + 2] * rate[o + 2]);
    }
    const hi = this.p.field(t + dt), lo = this.p.field(t - dt);
    let field = 0;
    for (let o = 0; o < 3 * n; o += 3) for (let c = 0; c < 3; c++) field -= (Ms * m[o + c] * (hi[c] - lo[c])) / (2 * dt);
    const I = meanCurrent * area;
    const load = this.p.closure === 'circuit' ? this.p.load * I * I : 0;
    let applied = 0;
    if (this.p.closure === 'circuit') applied = I * this.p.voltage(t);
    else if (this.p.closure === 'prescribed') applied = I * (this.resistance * I - emf);
    return {
      gilbert: ((alpha * Ms) / gamma) * gilbert * volume,
      joule: (joule * volume) / conductivity,
      cross: -2 * beta * this.s0 * cross * volume,
      applied, load, field: field * volume,
    };
  }
}

function frame(term: CubicTerm): [Vec, Vec, Vec] {
  const a = unit(term.axes[0]), b = unit(term.axes[1]);
  return [a, b, [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]];
}

function dot(m: Float64Array, o: number, a: Vec): number {
  return m[o] * a[0] + m[o + 1] * a[1] + m[o + 2] * a[2];
}

function sum(a: Float64Array): number {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i];
  return s;
}
