/**
 * An independent float64 film that conducts: Landau-Lifshitz-Gilbert with Zhang-Li torque, motive force and potential, in
 * plain SI units and for films of some hundred cells. It imports nothing from src and goes another road:
 *  - in a cell dm/dt and the currents are the unknowns of one small linear system, the implicit equations as they stand
 *    (docs/physics.md, sections 2, 3, 10, 11), solved by elimination for trial fields; no explicit form, no back-reaction in closed form;
 *  - the potential with its leads is one dense system of its own (./potential.ts);
 *  - the steps are classical RK4.
 *
 *  one band  dm/dt = -gamma m x B + alpha m x dm/dt + b (j.grad) m - beta b m x (j.grad) m,  (1/sigma)(1 + amr m m^T) j = E + s
 *  two bands the same with j_up - j_dn and b at P = 1;  j_up = sigma_up (E_up + f),  j_dn = sigma_dn (E_dn - f),  f = s at P = 1
 *  fields    dm/dt = -gamma m x B - alpha gamma m x (m x B) + E_i [xi d_i - beta b sigma m x d_i] - 2 LQN3 d_i (d_i.B),
 *            j_i = sigma E_i + Ms [xi d_i + beta b sigma m x d_i].B,  xi = b sigma - e LQn
 */
import { BruteFilm } from '../demag.js';
import { E, HBAR, MU0 } from './constants.js';
import { factor } from './linear.js';
import { PotentialGrid, type CellLaw, type Lead, type Load, type PotentialSolution } from './potential.js';

type Vector = readonly [number, number, number];
/** One number for all cells, or one a cell. */
export type PerCell = number | ArrayLike<number>;

export type Circuit =
  | { readonly kind: 'given'; readonly j: (t: number) => readonly [number, number] } // A/m^2, everywhere
  | { readonly kind: 'field-free' } // E = 0 in every cell
  | { readonly kind: 'leads'; readonly leads: readonly Lead[]; readonly loads?: readonly Load[] };

export interface ConductingFilmParams {
  readonly cells: readonly [number, number];
  readonly cellSize: Vector;
  readonly periodic?: readonly [boolean, boolean]; // not with a circuit of leads
  readonly inside?: ArrayLike<number>;
  readonly Ms: PerCell;
  /** Between unlike cells the bond has the harmonic mean. */
  readonly A: PerCell;
  readonly alpha: PerCell;
  readonly gamma: number;
  readonly uniaxial?: readonly { readonly axis: Vector; readonly Ku1: number }[];
  readonly interfacial?: number;
  readonly bulk?: number;
  readonly factors?: Vector;
  readonly full?: boolean;
  readonly field?: (t: number) => Vector;
  readonly gradientOrder?: 2 | 4;
  readonly law: 'one-band' | 'two-band' | 'fields';
  readonly polarization: PerCell;
  readonly beta: PerCell;
  readonly conductivity: PerCell;
  readonly spinFlipLength?: PerCell; // m; 0 and infinity are not numbers for it
  readonly amr?: PerCell; // one band only
  readonly LQn?: number; // m^2/(J s), fields only, as LQN3: m^2/(s T)
  readonly LQN3?: number;
  readonly circuit: Circuit;
}

/** Everything that can be said about a state at a time. */
export interface FilmInstant {
  readonly rate: Float64Array; // dm/dt, 1/s, [cells * 3]
  /** Mean current densities, A/m^2, and mean fields, V/m, of each band: [band][cells * 2]. */
  readonly j: readonly Float64Array[];
  readonly E: readonly Float64Array[];
  /** s (one band, fields) or f (two bands), V/m, [cells * 2]. */
  readonly motive: Float64Array;
  /** Null where there are no leads. */
  readonly potential: PotentialSolution | null;
  readonly powers: FilmPowers;
}

/** W, positive where heat is made or energy comes in: dF/dt = input + field - gilbert - ohmic - flip - cross, and heat = lambda + sigma + xi. */
export interface FilmPowers {
  gilbert: number; ohmic: number; flip: number; cross: number;
  /** Sum of U I of the leads, or of j.E of a given current; work of the applied field. */
  input: number; field: number;
  /** -Ms Int B.dm/dt + field: the energy's own rate. */
  energyRate: number;
  /** The heat by forces (B, E): docs/physics.md, section 12. */
  lambda: number; sigma: number; xi: number;
}

const dot3 = (a: ArrayLike<number>, b: ArrayLike<number>): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross3 = (a: ArrayLike<number>, b: ArrayLike<number>): [number, number, number] => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const list = (value: PerCell | undefined, n: number, fallback: number): Float64Array =>
  typeof value === 'object' ? Float64Array.from(value) : new Float64Array(n).fill(value ?? fallback);

export class ConductingFilm {
  readonly n: number;
  readonly inside: Float64Array;
  readonly bands: 1 | 2;
  readonly grid: PotentialGrid | null;
  readonly volume: number;
  readonly Ms: Float64Array;
  readonly sigma: Float64Array;
  readonly P: Float64Array;
  private readonly A: Float64Array;
  private readonly alpha: Float64Array;
  private readonly beta: Float64Array;
  private readonly amr: Float64Array;
  private readonly flip: Float64Array;
  private readonly brute: BruteFilm | null;

  constructor(readonly p: ConductingFilmParams) {
    const n = (this.n = p.cells[0] * p.cells[1]);
    this.inside = Float64Array.from({ length: n }, (_, i) => p.inside?.[i] ?? 1);
    this.bands = p.law === 'two-band' ? 2 : 1;
    this.volume = p.cellSize[0] * p.cellSize[1] * p.cellSize[2];
    this.Ms = list(p.Ms, n, 0);
    this.A = list(p.A, n, 0);
    this.alpha = list(p.alpha, n, 0);
    this.beta = list(p.beta, n, 0);
    this.P = list(p.polarization, n, 0);
    this.sigma = list(p.conductivity, n, 0);
    this.amr = list(p.amr, n, 0);
    this.flip = list(p.spinFlipLength, n, Infinity);
    if (p.law !== 'one-band' && this.amr.some((a) => a !== 0)) throw new Error('anisotropic magnetoresistance is for one band');
    this.brute = p.full ? new BruteFilm(p.cells, p.cellSize) : null;
    this.grid = p.circuit.kind === 'leads' ? new PotentialGrid(p.cells, p.cellSize, this.inside, p.circuit.leads, p.circuit.loads) : null;
  }

  /** Index of the cell at (x, y), or -1 where there is no magnet. */
  private at(x: number, y: number): number {
    const { cells: [nx, ny], periodic } = this.p;
    if (periodic?.[0]) x = (x + 2 * nx) % nx;
    if (periodic?.[1]) y = (y + 2 * ny) % ny;
    if (x < 0 || y < 0 || x >= nx || y >= ny) return -1;
    return this.inside[y * nx + x] > 0 ? y * nx + x : -1;
  }

  /** The cells at distances -2, -1, 1, 2 along an axis, mirror images standing in past a surface. */
  private line(cell: number, axis: 0 | 1): [number, number, number, number] {
    const x = cell % this.p.cells[0], y = Math.floor(cell / this.p.cells[0]);
    const go = (k: number) => (axis === 0 ? this.at(x + k, y) : this.at(x, y + k));
    const reach = (sign: 1 | -1): [number, number] => {
      const one = go(sign);
      if (one < 0) return [cell, go(-sign) < 0 ? cell : go(-sign)]; // the surface lies next to the cell
      return [one, go(2 * sign) < 0 ? one : go(2 * sign)];
    };
    const [l, ll] = reach(-1), [r, rr] = reach(1);
    return [ll, l, r, rr];
  }

  /** dm/dx and dm/dy in 1/m, [axis][cells * 3], at right angles to m. */
  gradients(m: Float64Array): [Float64Array, Float64Array] {
    const out: [Float64Array, Float64Array] = [new Float64Array(3 * this.n), new Float64Array(3 * this.n)];
    for (const axis of [0, 1] as const) {
      for (let i = 0; i < this.n; i++) {
        if (!(this.inside[i] > 0)) continue;
        const [ll, l, r, rr] = this.line(i, axis), own = m.subarray(3 * i, 3 * i + 3), h = this.p.cellSize[axis];
        const d = [0, 1, 2].map((k) => {
          const near = (m[3 * r + k] - m[3 * l + k]) / (2 * h), far = (m[3 * rr + k] - m[3 * ll + k]) / (4 * h);
          return this.p.gradientOrder === 2 ? near : (4 * near - far) / 3; // Richardson
        });
        const along = dot3(d, own) / dot3(own, own);
        for (let k = 0; k < 3; k++) out[axis][3 * i + k] = d[k] - along * own[k];
      }
    }
    return out;
  }

  /** B_eff in T, [cells * 3], zero outside. */
  effectiveField(m: Float64Array, t: number): Float64Array {
    const { p, n, Ms } = this, [nx] = p.cells, B = new Float64Array(3 * n), applied = p.field?.(t) ?? [0, 0, 0];
    let demag: Float64Array | null = null;
    if (this.brute) demag = this.brute.field(Float64Array.from({ length: 4 * n }, (_, k) => (k % 4 < 3 ? m[3 * (k >> 2) + (k % 4)] : this.inside[k >> 2] * Ms[k >> 2])));
    for (let i = 0; i < n; i++) {
      if (!(this.inside[i] > 0)) continue;
      const own = m.subarray(3 * i, 3 * i + 3);
      const b = [applied[0], applied[1], applied[2]];
      const x = i % nx, y = Math.floor(i / nx);
      for (const [there, axis, sign] of [[this.at(x - 1, y), 0, -1], [this.at(x + 1, y), 0, 1], [this.at(x, y - 1), 1, -1], [this.at(x, y + 1), 1, 1]] as const) {
        if (there < 0) continue;
        const h = p.cellSize[axis], other = m.subarray(3 * there, 3 * there + 3);
        const stiffness = (2 * this.A[i] * this.A[there]) / (this.A[i] + this.A[there]);
        for (let k = 0; k < 3; k++) b[k] += ((2 * stiffness) / (Ms[i] * h * h)) * (other[k] - own[k]);
        // the bond's energy is V D.(m_i x m_j), D = (D_i z x r - D_b r)/h: B_i = -(1/Ms) m_j x D
        const r = axis === 0 ? [sign, 0, 0] : [0, sign, 0];
        const zxr = cross3([0, 0, 1], r);
        const D = [0, 1, 2].map((k) => ((p.interfacial ?? 0) * zxr[k] - (p.bulk ?? 0) * r[k]) / h);
        const twist = cross3(other, D);
        for (let k = 0; k < 3; k++) b[k] -= twist[k] / Ms[i];
      }
      for (const { axis, Ku1 } of p.uniaxial ?? []) {
        const length = Math.hypot(...axis), along = dot3(axis, own) / length;
        for (let k = 0; k < 3; k++) b[k] += ((2 * Ku1) / Ms[i]) * along * (axis[k] / length);
      }
      if (p.factors) for (let k = 0; k < 3; k++) b[k] -= MU0 * Ms[i] * p.factors[k] * own[k];
      if (demag) for (let k = 0; k < 3; k++) b[k] += MU0 * demag[4 * i + k];
      B.set(b, 3 * i);
    }
    return B;
  }

  /** Energy in J from its field: every term but the applied field is quadratic in m. */
  energy(m: Float64Array, t: number): number {
    const B = this.effectiveField(m, t), applied = this.p.field?.(t) ?? [0, 0, 0];
    let sum = 0;
    for (let i = 0; i < this.n; i++) {
      if (this.inside[i] > 0) for (let k = 0; k < 3; k++) sum -= 0.5 * this.Ms[i] * m[3 * i + k] * (B[3 * i + k] + applied[k]) * this.volume;
    }
    return sum;
  }

  /** The bands' conductivities in a cell, S/m. */
  bandConductivities(i: number): number[] {
    return this.bands === 2 ? [(this.sigma[i] * (1 + this.P[i])) / 2, (this.sigma[i] * (1 - this.P[i])) / 2] : [this.sigma[i]];
  }

  /**
   * The equations of one cell, unknowns dm/dt in units of gamma T and j in sigma e0, fields in e0: from trial fields the
   * response [dm/dt (1/s), j of each band (A/m^2)] to E (V/m, x and y of each band).
   */
  private cell(i: number, m: ArrayLike<number>, d: readonly ArrayLike<number>[], B: ArrayLike<number>): (E: ArrayLike<number>) => Float64Array {
    const { p, bands } = this, { gamma } = p;
    const alpha = this.alpha[i], beta = this.beta[i], Ms = this.Ms[i], sigma = this.sigma[i];
    const quantum = HBAR / (2 * E), P = bands === 2 ? 1 : this.P[i];
    const s0 = quantum * P, b = (gamma * s0) / Ms;
    const e0 = (gamma * quantum) / p.cellSize[0], rate = gamma, j0 = sigma * e0;
    const size = 3 + 2 * bands, A = new Float64Array(size * size), fixed = new Float64Array(size);
    const put = (row: number, column: number, value: number) => void (A[row * size + column] += value);
    const md = d.map((g) => cross3(m, g)), precession = cross3(m, B), damping = cross3(m, precession);
    const conductivities = this.bandConductivities(i);
    const fromE: [row: number, column: number, value: number][] = [];
    for (let k = 0; k < 3; k++) put(k, k, 1);
    if (p.law === 'fields') {
      const xi = b * sigma - E * (p.LQn ?? 0), across = beta * b * sigma, texture = d.map((g) => (-2 * (p.LQN3 ?? 0) * dot3(g, B)) / gamma);
      for (let k = 0; k < 3; k++) {
        fixed[k] = -precession[k] - alpha * damping[k] + texture[0] * d[0][k] + texture[1] * d[1][k];
        for (let axis = 0; axis < 2; axis++) fromE.push([k, axis, (e0 * (xi * d[axis][k] - across * md[axis][k])) / rate]);
      }
      for (let axis = 0; axis < 2; axis++) {
        put(3 + axis, 3 + axis, 1);
        fromE.push([3 + axis, axis, 1]);
        fixed[3 + axis] = (Ms * (xi * dot3(d[axis], B) + across * dot3(md[axis], B))) / j0;
      }
    } else {
      for (let k = 0; k < 3; k++) {
        fixed[k] = -precession[k];
        const [next, last] = [(k + 1) % 3, (k + 2) % 3];
        put(k, last, -alpha * m[next]);
        put(k, next, alpha * m[last]);
        for (let axis = 0; axis < 2; axis++) {
          const push = (-b * j0 * (d[axis][k] - beta * md[axis][k])) / rate;
          put(k, 3 + axis, push);
          if (bands === 2) put(k, 5 + axis, -push);
        }
      }
      for (let band = 0; band < bands; band++) {
        const share = conductivities[band] / sigma, sign = band === 0 ? 1 : -1;
        for (let axis = 0; axis < 2; axis++) {
          const row = 3 + 2 * band + axis;
          put(row, row, 1);
          if (this.amr[i] !== 0) for (let other = 0; other < 2; other++) put(row, 3 + other, this.amr[i] * m[axis] * m[other]);
          // m.(v x d) = v.(d x m)
          const twist = cross3(d[axis], m);
          for (let k = 0; k < 3; k++) put(row, k, (-sign * share * s0 * rate * (twist[k] + beta * d[axis][k])) / e0);
          fromE.push([row, 2 * band + axis, share]);
        }
      }
    }
    const solve = factor(A, size);
    return (field) => {
      const right = fixed.slice();
      for (const [row, column, value] of fromE) right[row] += (value * field[column]) / e0;
      return solve(right).map((value, k) => value * (k < 3 ? rate : j0));
    };
  }

  /** The response of a cell whose current is given, one band. */
  private given(i: number, m: ArrayLike<number>, d: readonly ArrayLike<number>[], B: ArrayLike<number>, j: readonly [number, number]): Float64Array {
    const respond = this.cell(i, m, d, B), none = respond([0, 0]);
    const probe = (this.p.gamma * HBAR) / (2 * E * this.p.cellSize[0]);
    const x = respond([probe, 0]), y = respond([0, probe]);
    const a = (x[3] - none[3]) / probe, c = (x[4] - none[4]) / probe, e = (y[3] - none[3]) / probe, f = (y[4] - none[4]) / probe;
    const det = a * f - c * e, u = j[0] - none[3], v = j[1] - none[4];
    return Float64Array.of((f * u - e * v) / det, (a * v - c * u) / det);
  }

  /** dm/dt, currents, potential and powers of a state, for which every cell inside must have |m| = 1. */
  instant(m: Float64Array, t: number): FilmInstant {
    const { p, n, bands, grid, volume } = this;
    const B = this.effectiveField(m, t), gradient = this.gradients(m);
    const of = (a: Float64Array, i: number) => a.subarray(3 * i, 3 * i + 3);
    const responses = Array.from({ length: n }, (_, i) => (this.inside[i] > 0 ? this.cell(i, of(m, i), [of(gradient[0], i), of(gradient[1], i)], of(B, i)) : null));
    let potential: PotentialSolution | null = null;
    if (grid) {
      const probe = (p.gamma * HBAR) / (2 * E * p.cellSize[0]);
      const laws = responses.map((respond, i): CellLaw | null => {
        if (!respond) return null;
        const size = 2 * bands, none = respond(new Float64Array(size)), tensor = new Float64Array(size * size);
        for (let c = 0; c < size; c++) {
          const field = new Float64Array(size);
          field[c] = probe;
          const out = respond(field);
          for (let r = 0; r < size; r++) tensor[r * size + c] = (out[3 + r] - none[3 + r]) / probe;
        }
        return { still: none.slice(3), tensor, bare: this.bandConductivities(i), leak: this.leak(i) };
      });
      potential = grid.solve(laws, t);
    }
    const rate = new Float64Array(3 * n), motive = new Float64Array(2 * n);
    const j = Array.from({ length: bands }, () => new Float64Array(2 * n)), fields = Array.from({ length: bands }, () => new Float64Array(2 * n));
    const powers: FilmPowers = { gilbert: 0, ohmic: 0, flip: 0, cross: 0, input: 0, field: 0, energyRate: 0, lambda: 0, sigma: 0, xi: 0 };
    for (let i = 0; i < n; i++) {
      const respond = responses[i];
      if (!respond) continue;
      const own = of(m, i), d = [of(gradient[0], i), of(gradient[1], i)], b = of(B, i);
      const field = new Float64Array(2 * bands);
      if (potential) potential.V.forEach((V, band) => field.set(grid!.meanField(V, i), 2 * band));
      else if (p.circuit.kind === 'given') field.set(this.given(i, own, d, b, p.circuit.j(t)));
      const out = respond(field), still = respond(new Float64Array(2 * bands)), v = out.subarray(0, 3);
      rate.set(v, 3 * i);
      const P = bands === 2 ? 1 : this.P[i], s0 = (HBAR / (2 * E)) * P, beta = this.beta[i], conductivities = this.bandConductivities(i);
      for (let axis = 0; axis < 2; axis++) {
        const slide = dot3(v, d[axis]), s = p.law === 'fields' ? still[3 + axis] / this.sigma[i] : s0 * (dot3(own, cross3(v, d[axis])) + beta * slide);
        motive[2 * i + axis] = s;
        let spin = 0;
        for (let band = 0; band < bands; band++) {
          const current = out[3 + 2 * band + axis];
          j[band][2 * i + axis] = current;
          fields[band][2 * i + axis] = field[2 * band + axis];
          spin += band === 0 ? current : -current;
          if (p.law !== 'fields') powers.ohmic += conductivities[band] > 0 ? (current ** 2 / conductivities[band]) * volume : 0;
          powers.sigma += field[2 * band + axis] * (current - still[3 + 2 * band + axis]) * volume;
          powers.xi += field[2 * band + axis] * still[3 + 2 * band + axis] * volume;
          if (p.circuit.kind === 'given') powers.input += field[axis] * current * volume;
        }
        if (p.law !== 'fields') powers.cross -= 2 * s0 * beta * spin * slide * volume;
      }
      if (this.amr[i] !== 0) powers.ohmic += (this.amr[i] / this.sigma[i]) * (own[0] * out[3] + own[1] * out[4]) ** 2 * volume;
      if (p.law !== 'fields') powers.gilbert += ((this.alpha[i] * this.Ms[i]) / p.gamma) * dot3(v, v) * volume;
      powers.lambda += this.Ms[i] * dot3(b, still) * volume;
      powers.xi += this.Ms[i] * (dot3(b, v) - dot3(b, still)) * volume;
      powers.energyRate -= this.Ms[i] * dot3(b, v) * volume;
      if (potential) {
        // What the field varies inside the cell heats as it would in a plain conductor, and so does spin flip.
        potential.V.forEach((V, band) => {
          const heat = conductivities[band] * grid!.fieldVariance(V, i) * volume;
          if (p.law !== 'fields') powers.ohmic += heat;
          powers.sigma += heat;
        });
        if (bands === 2) for (const node of grid!.corners(i)) powers.flip += (this.leak(i) / 4) * (potential.V[0][node] - potential.V[1][node]) ** 2 * volume;
      }
    }
    if (potential) powers.input = potential.U.reduce((sum, U, l) => sum + U * potential.I[l], 0);
    const moved = this.fieldRate(t);
    for (let i = 0; i < n; i++) if (this.inside[i] > 0) powers.field -= this.Ms[i] * dot3(of(m, i), moved) * volume;
    powers.energyRate += powers.field;
    return { rate, j, E: fields, motive, potential, powers };
  }

  /** Conductance of spin flip, S/m^3: sigma_up sigma_dn/(sigma_up + sigma_dn)/l^2, zero for an infinite length. */
  private leak(i: number): number {
    if (this.bands === 1) return 0;
    const [up, down] = this.bandConductivities(i);
    return (up * down) / (up + down) / this.flip[i] ** 2;
  }

  private fieldRate(t: number, dt = 1e-15): Vector {
    const high = this.p.field?.(t + dt) ?? [0, 0, 0], low = this.p.field?.(t - dt) ?? [0, 0, 0];
    return [0, 1, 2].map((k) => (high[k] - low[k]) / (2 * dt)) as unknown as Vector;
  }

  /** m at t1 from m at t0, in place, by `steps` equal steps of classical RK4; m is normalized after each. */
  evolve(m: Float64Array, t0: number, t1: number, steps: number, visit?: (t: number, m: Float64Array) => void): void {
    const h = (t1 - t0) / steps, y = m.slice();
    const add = (from: Float64Array, by: number, k: Float64Array) => {
      for (let i = 0; i < m.length; i++) y[i] = from[i] + by * k[i];
      for (let i = 0; i < m.length; i += 3) {
        const length = Math.sqrt(y[i] ** 2 + y[i + 1] ** 2 + y[i + 2] ** 2);
        if (length > 0) for (let c = 0; c < 3; c++) y[i + c] /= length;
      }
    };
    visit?.(t0, m);
    for (let step = 0; step < steps; step++) {
      const t = t0 + step * h, nudge = 1e-9 * h; // a drive may jump between steps
      const k1 = this.instant(m, t + nudge).rate;
      add(m, h / 2, k1);
      const k2 = this.instant(y, t + h / 2).rate;
      add(m, h / 2, k2);
      const k3 = this.instant(y, t + h / 2).rate;
      add(m, h, k3);
      const k4 = this.instant(y, t + h - nudge).rate;
      add(m, h / 6, k1.map((k, i) => k + 2 * k2[i] + 2 * k3[i] + k4[i]));
      m.set(y);
      visit?.(t0 + (step + 1) * h, m);
    }
  }
}
