/**
 * The identities of docs/physics.md, sections 9 to 12, with random numbers: what a cell does by small matrices written out
 * here, what a grid does by the dense system of test/support/oracle/potential.ts. Nothing here is 1 that could hide in a product.
 */
import { describe, expect, it } from 'vitest';
import { factor } from '../support/oracle/linear.js';
import { PotentialGrid, side, type CellLaw, type Lead } from '../support/oracle/potential.js';
import { distance, largest, small } from '../support/measured.js';
import { stream } from '../support/stream.js';
import * as theory from '../support/theory.js';

type Vec = number[];
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: ArrayLike<number>, b: ArrayLike<number>): Vec => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const add = (...terms: [number, ArrayLike<number>][]): Vec => [0, 1, 2].map((k) => terms.reduce((sum, [by, a]) => sum + by * a[k], 0));
const unit = (a: Vec): Vec => a.map((x) => x / Math.sqrt(dot(a, a)));
type Two = [[number, number], [number, number]];
const inverse = ([[a, b], [c, d]]: Two): Two => [[d / (a * d - b * c), -b / (a * d - b * c)], [-c / (a * d - b * c), a / (a * d - b * c)]];
const times = (A: Two, x: ArrayLike<number>): [number, number] => [A[0][0] * x[0] + A[0][1] * x[1], A[1][0] * x[0] + A[1][1] * x[1]];
const product = (A: Two, B: Two): Two => [0, 1].map((i) => [0, 1].map((k) => A[i][0] * B[0][k] + A[i][1] * B[1][k])) as Two;
const two = (f: (i: number, k: number) => number): Two => [[f(0, 0), f(0, 1)], [f(1, 0), f(1, 1)]];

/** A cell with a random state and material; kappa |d|^2 is of the order of alpha, so that nothing is small. */
function randomCell(seed: number, at1 = false) {
  const next = stream(seed), signed = () => 2 * next() - 1, vector = () => [signed(), signed(), signed()];
  const m = unit(vector()), gamma = 0.7 + next(), Ms = 0.6 + next(), quantum = 0.5 + next(); // quantum = hbar/2e
  const P = at1 ? 1 : 0.2 + 0.7 * next(), alpha = 0.05 + 0.4 * next(), beta = 0.4 * next(), sigma = 0.05 + 0.2 * next();
  const B = vector(), d = [vector(), vector()].map((v) => add([1, v], [-dot(v, m), m]));
  const s0 = quantum * P, b = (gamma * s0) / Ms, scale = 1 / (1 + alpha * alpha);
  const precession = cross(m, B);
  const r0 = add([-gamma * scale, precession], [-alpha * gamma * scale, cross(m, precession)]);
  const r = d.map((g) => add([b * scale * (1 + alpha * beta), g], [-b * scale * (beta - alpha), cross(m, g)]));
  const force = (v: ArrayLike<number>) => d.map((g) => s0 * (dot(m, cross(v, g)) + beta * dot(v, g)));
  const S = two((i, k) => force(r[k])[i]);
  return { m, gamma, Ms, quantum, P, alpha, beta, sigma, B, d, s0, b, r0, r, force, S, kappa: b * sigma * s0, E: [signed(), signed()] as [number, number], next, signed };
}
const seeds = Array.from({ length: 40 }, (_, i) => 100 + i);
const plus = (a: ArrayLike<number>, b: ArrayLike<number>): [number, number] => [a[0] + b[0], a[1] + b[1]];

describe('section 9: the conductance of a cell', () => {
  it('S is alpha, beta and the topological density', () => {
    for (const seed of seeds) {
      const c = randomCell(seed), { alpha: a, beta } = c;
      const closed = two((i, k) => ((c.s0 * c.b) / (1 + a * a)) * ((2 * beta - a + a * beta * beta) * dot(c.d[i], c.d[k]) - (1 + 2 * a * beta - beta * beta) * dot(c.m, cross(c.d[i], c.d[k]))));
      small('S', distance(c.S.flat(), closed.flat()), 1e-14);
    }
  });

  it('dm/dt and j of a cell are those of the implicit equations, with anisotropic magnetoresistance too', () => {
    for (const seed of seeds) {
      const c = randomCell(seed), amr = 0.3 * c.signed();
      const rho = two((i, k) => ((i === k ? 1 : 0) + amr * c.m[i] * c.m[k]) / c.sigma);
      const j = times(inverse(two((i, k) => rho[i][k] - c.S[i][k])), plus(c.E, c.force(c.r0)));
      const v = add([1, c.r0], [j[0], c.r[0]], [j[1], c.r[1]]);
      const flow = add([j[0], c.d[0]], [j[1], c.d[1]]);
      const llg = add([-c.gamma, cross(c.m, c.B)], [c.alpha, cross(c.m, v)], [c.b, flow], [-c.beta * c.b, cross(c.m, flow)]);
      small('dm/dt', distance(v, llg), 1e-13);
      small('E + s = rho j', distance(times(rho, j), plus(c.E, c.force(v))), 1e-13);
      // the heat of the cell: section 5, with j.rho j
      const ohm = times(rho, j), heat = ((c.alpha * c.Ms) / c.gamma) * dot(v, v) + j[0] * ohm[0] + j[1] * ohm[1] - 2 * c.beta * c.s0 * dot(flow, v);
      small('heat', c.Ms * dot(c.B, v) + c.E[0] * j[0] + c.E[1] * j[1] - heat, 1e-13);
    }
  });

  it('(1/sigma - S) is positive definite wherever the heat is', () => {
    let closest = Infinity;
    for (const seed of seeds) {
      const c = randomCell(seed);
      // sigma at the bound of section 5, beta^2 kappa |d|^2 = alpha with |d|^2 the largest eigenvalue of d_i.d_k
      const D = two((i, k) => dot(c.d[i], c.d[k])), mean = (D[0][0] + D[1][1]) / 2;
      const top = mean + Math.hypot((D[0][0] - D[1][1]) / 2, D[0][1]);
      const sigma = c.alpha / (c.beta ** 2 * top * c.b * c.s0);
      const A = two((i, k) => (i === k ? 1 : 0) - (sigma * (c.S[i][k] + c.S[k][i])) / 2);
      const low = (A[0][0] + A[1][1]) / 2 - Math.hypot((A[0][0] - A[1][1]) / 2, A[0][1]);
      // (1 - alpha/beta)^2/(1 + alpha^2) along the steepest direction, where S is positive there; else S only helps
      if (2 * c.beta - c.alpha + c.alpha * c.beta ** 2 > 0) {
        small('lowest eigenvalue', low - (1 - c.alpha / c.beta) ** 2 / (1 + c.alpha ** 2), 1e-12);
        closest = Math.min(closest, low);
      } else expect(low).toBeGreaterThan(1 - 1e-12);
    }
    expect(closest).toBeLessThan(0.01); // 40 cells come close to zero
  });
});

/** A film of 7 x 5 cells with holes, conductivities of every size, random laws, and leads of odd shape. */
function randomGrid(seed: number, leads: (inside: number[], cells: [number, number]) => Lead[], bands: 1 | 2 = 1) {
  const next = stream(seed), signed = () => 2 * next() - 1;
  const cells: [number, number] = [7, 5], inside = Array.from({ length: 35 }, (_, i) => (i === 3 || i === 17 || i === 18 || i === 34 ? 0 : 1));
  const grid = new PotentialGrid(cells, [0.8, 1.1, 0.3], inside, leads(inside, cells));
  const bare = inside.map(() => Array.from({ length: bands }, () => 0.3 + 2 * next()));
  const laws = inside.map((is, i): CellLaw | null => {
    if (!is) return null;
    const size = 2 * bands;
    const tensor = Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? bare[i][Math.floor(k / (size + 1) / 2)] : 0) + 0.15 * signed());
    return { still: Array.from({ length: size }, signed), tensor, bare: bare[i], leak: bands === 2 ? 0.4 * next() : 0 };
  });
  return { grid, laws, bare, inside, cells, volume: 0.8 * 1.1 * 0.3 };
}

const twoLeads = (inside: number[], cells: [number, number]): Lead[] => [
  { nodes: side(cells, inside, 'left').slice(1), voltage: () => 0.7 },
  { nodes: side(cells, inside, 'right').slice(0, 4), voltage: () => -0.2, resistance: 0.9 },
];
const fourLeads = (inside: number[], cells: [number, number]): Lead[] => [...twoLeads(inside, cells), { nodes: side(cells, inside, 'top').slice(3, 5) }, { nodes: side(cells, inside, 'bottom').slice(5, 7), current: () => 0.6 }];

function currents({ laws, grid }: ReturnType<typeof randomGrid>, V: readonly Float64Array[]): number[][] {
  return laws.map((law, cell) => {
    if (!law) return [];
    const E = V.flatMap((band) => grid.meanField(band, cell));
    return E.map((_, r) => law.still[r] + E.reduce((sum, e, c) => sum + law.tensor[r * E.length + c] * e, 0));
  });
}

describe('section 9: the potential', () => {
  for (const [name, leads] of [['two leads', twoLeads], ['four leads, one floating, one given its current', fourLeads]] as const) {
    it(`${name}: what flows in flows out, and the work of the leads is the sum of j.E`, () => {
      for (const bands of [1, 2] as const) {
        const g = randomGrid(7, leads, bands), { V, U, I } = g.grid.solve(g.laws, 0), j = currents(g, V);
        small('sum of I', I.reduce((sum, x) => sum + x, 0), 1e-13);
        let heat = 0;
        j.forEach((own, cell) => own.forEach((x, k) => {
          heat += x * g.grid.meanField(V[k >> 1], cell)[k & 1] * g.volume;
        }));
        g.laws.forEach((law, cell) => {
          if (!law) return;
          V.forEach((v, band) => {
            heat += law.bare[band] * g.grid.fieldVariance(v, cell) * g.volume;
          });
          if (bands === 2) for (const node of g.grid.corners(cell)) heat += ((law.leak * g.volume) / 4) * (V[0][node] - V[1][node]) ** 2;
        });
        small('sum j.E - sum U I', heat - U.reduce((sum, u, l) => sum + u * I[l], 0), 1e-13);
      }
    });

    it(`${name}: V = sum of R_l I_l - Int g.s, with R_l and g of the film without sources`, () => {
      const g = randomGrid(8, leads), { V, U, I } = g.grid.solve(g.laws, 0), j = currents(g, V);
      // one ampere in through lead 0 and out through lead 1, the others floating, plain conductors
      const still = g.grid.leads.map(({ nodes }, l): Lead => (l === 1 ? { nodes, voltage: () => 0 } : { nodes, current: () => (l === 0 ? 1 : 0) }));
      const plain = g.inside.map((is, cell): CellLaw | null => (is ? { still: [0, 0], tensor: [g.bare[cell][0], 0, 0, g.bare[cell][0]], bare: g.bare[cell], leak: 0 } : null));
      const one = new PotentialGrid(g.cells, g.grid.cellSize, g.inside, still).solve(plain, 0);
      let emf = 0;
      j.forEach((own, cell) => {
        if (own.length === 0) return;
        const e = g.grid.meanField(one.V[0], cell), E = g.grid.meanField(V[0], cell), c = g.bare[cell][0];
        for (const k of [0, 1]) emf += c * e[k] * (own[k] / c - E[k]) * g.volume;
      });
      small('V', U[0] - U[1] - (one.U.reduce((sum, R, l) => sum + R * I[l], 0) - emf), 1e-12);
      expect(Math.abs(emf)).toBeGreaterThan(0.1);
    });
  }

  it('the current through every column of cells is the same', () => {
    const g = randomGrid(9, (inside, cells) => [{ nodes: side(cells, inside, 'left'), voltage: () => 1 }, { nodes: side(cells, inside, 'right'), voltage: () => 0 }]);
    const { V, I } = g.grid.solve(g.laws, 0), j = currents(g, V);
    for (let x = 0; x < 7; x++) {
      let sum = 0;
      for (let y = 0; y < 5; y++) sum += (j[y * 7 + x][0] ?? 0) * 1.1 * 0.3;
      small('column', sum - I[0], 1e-13);
    }
  });

  it('a film without leads: no current out, eddies inside', () => {
    const g = randomGrid(10, () => []), { V } = g.grid.solve(g.laws, 0);
    small('outflow', largest(g.grid.outflow(g.laws, V)[0]), 1e-13);
    expect(largest(currents(g, V).flat())).toBeGreaterThan(0.1);
  });
});

describe('section 10: two bands in a cell', () => {
  it('f = F + M w, and the heat with both bands', () => {
    for (const seed of seeds) {
      const c = randomCell(seed, true), up = c.sigma * (0.2 + 0.8 * c.next()), dn = c.sigma * c.next(), Edn: [number, number] = [c.signed(), c.signed()];
      const back = inverse(two((i, k) => (i === k ? 1 : 0) - (up + dn) * c.S[i][k]));
      const F = times(back, c.force(c.r0)), M = product(back, c.S);
      const w = [0, 1].map((i) => up * c.E[i] - dn * Edn[i]);
      const f = plus(F, times(M, w));
      const jup = f.map((x, i) => up * (c.E[i] + x)), jdn = f.map((x, i) => dn * (Edn[i] - x));
      const spin = jup.map((x, i) => x - jdn[i]);
      const v = add([1, c.r0], [spin[0], c.r[0]], [spin[1], c.r[1]]);
      small('f', distance(f, c.force(v)), 1e-13);
      const cross2 = -2 * c.beta * c.quantum * (spin[0] * dot(c.d[0], v) + spin[1] * dot(c.d[1], v));
      let ohmic = 0, work = 0;
      for (const i of [0, 1]) {
        ohmic += jup[i] ** 2 / up + jdn[i] ** 2 / dn;
        work += jup[i] * c.E[i] + jdn[i] * Edn[i];
      }
      small('heat', c.Ms * dot(c.B, v) + work - ((c.alpha * c.Ms) / c.gamma) * dot(v, v) - ohmic - cross2, 1e-13);
    }
  });

  it('with one potential: the charge of one band, and a tensor damping on top', () => {
    for (const seed of seeds) {
      const c = randomCell(seed, true), P = 2 * c.next() - 1, up = (c.sigma * (1 + P)) / 2, dn = (c.sigma * (1 - P)) / 2;
      const back = inverse(two((i, k) => (i === k ? 1 : 0) - c.sigma * c.S[i][k]));
      const f = plus(times(back, c.force(c.r0)), times(product(back, c.S), c.E.map((x) => (up - dn) * x)));
      const J = f.map((x, i) => (up + dn) * c.E[i] + (up - dn) * x), spin = f.map((x, i) => (up - dn) * c.E[i] + (up + dn) * x);
      for (const i of [0, 1]) {
        small('J', J[i] - c.sigma * (c.E[i] + P * f[i]), 1e-14);
        small('spin current', spin[i] - (P * J[i] + c.sigma * (1 - P * P) * f[i]), 1e-14);
      }
      // dm/dt: one band with P, and m x (Damping v) with Damping = kappa1 (1 - P^2) sum of (n + beta d)(n - beta d)^T, n = m x d
      const v = add([1, c.r0], [spin[0], c.r[0]], [spin[1], c.r[1]]);
      const flow = add([J[0], c.d[0]], [J[1], c.d[1]]), kappa1 = c.kappa;
      let damped: Vec = [0, 0, 0];
      for (const d of c.d) {
        const n = cross(c.m, d);
        damped = add([1, damped], [kappa1 * (1 - P * P) * dot(add([1, n], [-c.beta, d]), v), cross(c.m, add([1, n], [c.beta, d]))]);
      }
      const one = add([-c.gamma, cross(c.m, c.B)], [c.alpha, cross(c.m, v)], [c.b * P, flow], [-c.b * P * c.beta, cross(c.m, flow)], [1, damped]);
      small('dm/dt', distance(v, one), 1e-13);
    }
  });
});

describe('section 10: where the heat stays positive', () => {
  /** The largest eigenvalue of d_i.d_k and a unit vector across m that sum d_i d_i^T stretches by it. */
  const steepest = (c: ReturnType<typeof randomCell>): [number, Vec] => {
    const D = two((i, k) => dot(c.d[i], c.d[k])), mean = (D[0][0] + D[1][1]) / 2, top = mean + Math.hypot((D[0][0] - D[1][1]) / 2, D[0][1]);
    return [top, unit(add([D[0][1], c.d[0]], [top - D[0][0], c.d[1]]))];
  };

  it('beta^2 kappa1 |d|^2 <= alpha by the fluxes, alpha_LL >= kappa1 |d|^2 by the forces', () => {
    for (const seed of seeds) {
      const c = randomCell(seed, true), [top, worst] = steepest(c), up = c.sigma * c.next(), dn = c.sigma - up;
      // the currents that heat least at this dm/dt: j_up/sigma_up = -j_dn/sigma_dn = beta (hbar/2e) d.v
      const force = c.d.map((d) => c.beta * c.quantum * dot(d, worst));
      const heat = (alpha: number) => (alpha * c.Ms) / c.gamma + force.reduce((sum, q) => sum + (up * q) ** 2 / up + (dn * q) ** 2 / dn - 2 * q * (up * q + dn * q), 0);
      small('fluxes', heat(c.beta ** 2 * c.kappa * top), 1e-14);
      expect(heat(1.1 * c.beta ** 2 * c.kappa * top)).toBeGreaterThan(0);
      // the fields that heat least at this B: E_up = -E_dn = -b1 Ms d.B
      const E = c.d.map((d) => -c.b * c.Ms * dot(d, worst));
      const byForces = (alpha: number) => alpha * c.gamma * c.Ms + E.reduce((sum, e, i) => sum + c.sigma * e * e + 2 * c.Ms * (c.b * up * e + -c.b * dn * -e) * dot(c.d[i], worst), 0);
      small('forces', byForces(c.kappa * top) / c.Ms, 1e-13);
      expect(byForces(0.9 * c.kappa * top)).toBeLessThan(0);
    }
  });
});

describe('section 11: forces as fields', () => {
  /** dm/dt and j of the Landau-Lifshitz form. */
  function fields(c: ReturnType<typeof randomCell>, E: ArrayLike<number>, B: Vec) {
    const lambda = c.alpha * c.gamma, xi = c.b * c.sigma;
    const v = add([-c.gamma, cross(c.m, B)], [-lambda, cross(c.m, cross(c.m, B))], ...c.d.flatMap((d, i): [number, Vec][] => [[xi * E[i], d], [-xi * E[i] * c.beta, cross(c.m, d)]]));
    const j = c.d.map((d, i) => c.sigma * E[i] + xi * c.Ms * (dot(d, B) + c.beta * dot(cross(c.m, d), B)));
    return { v, j, lambda, xi };
  }

  it('the heat has no beta, and is never negative exactly as long as alpha_LL >= kappa times the largest eigenvalue of d_i.d_k', () => {
    for (const seed of seeds) {
      const c = randomCell(seed), torque = cross(c.m, c.B);
      const { v, j, lambda, xi } = fields(c, c.E, c.B);
      const heat = c.Ms * dot(c.B, v) + j[0] * c.E[0] + j[1] * c.E[1];
      const split = lambda * c.Ms * dot(torque, torque) + c.sigma * (c.E[0] ** 2 + c.E[1] ** 2) + 2 * xi * c.Ms * (c.E[0] * dot(c.d[0], c.B) + c.E[1] * dot(c.d[1], c.B));
      small('heat', heat - split, 1e-13);
      // the worst field: along the eigenvector of sum d_i d_i^T, with the worst E
      const D = two((i, k) => dot(c.d[i], c.d[k])), mean = (D[0][0] + D[1][1]) / 2, top = mean + Math.hypot((D[0][0] - D[1][1]) / 2, D[0][1]);
      const worst = unit(add([D[0][1], c.d[0]], [top - D[0][0], c.d[1]]));
      const atWorst = (alpha: number) => {
        const cell = { ...c, alpha }, E = c.d.map((d) => (-xi * c.Ms * dot(d, worst)) / c.sigma), out = fields(cell, E, worst);
        return (c.Ms * dot(worst, out.v) + out.j[0] * E[0] + out.j[1] * E[1]) / (c.Ms * c.gamma * c.kappa * top);
      };
      small('heat at the bound', atWorst(c.kappa * top), 1e-13);
      expect(atWorst(1.01 * c.kappa * top)).toBeGreaterThan(0.005);
      expect(atWorst(0.99 * c.kappa * top)).toBeLessThan(-0.005);
    }
  });

  it('the Gilbert form pumps as this one with (beta - alpha)/(1 + alpha beta) for beta, and is reciprocal too', () => {
    for (const seed of seeds) {
      const c = randomCell(seed), a = c.alpha, scale = (c.s0 * c.gamma) / (1 + a * a);
      const s = c.force(c.r0);
      c.d.forEach((d, i) => {
        const field = dot(d, c.B), turned = dot(cross(c.m, d), c.B);
        small('s at no current', s[i] - scale * ((1 + a * c.beta) * field + (c.beta - a) * turned), 1e-13);
        // Ms B.r: the same with the other sign of the second
        small('work of the torque', c.Ms * dot(c.B, c.r[i]) - scale * ((1 + a * c.beta) * field - (c.beta - a) * turned), 1e-13);
      });
    }
  });

  it('L_QN3 and C_par are texture damping at a fixed length of M, L_Qn belongs to torque and pumping alike', () => {
    // H = H_perp: m.d_i H = -d_i.H. One cell, every term as in Saslow (2007), eqs. 36 to 38, in his own fluxes and sources.
    for (const seed of seeds) {
      const c = randomCell(seed), e = 1.7, M = c.Ms, H = add([1, c.B], [-dot(c.B, c.m), c.m]);
      const L1 = c.signed(), Q = c.signed(), Q3 = c.signed(), C = c.next(); // L_Mn1 = L_nM1, L_Qn = L_nQ, L_QN3 = L_NQ3, C_par
      const mu = c.E.map((x) => e * x), X = c.d.map((d) => -dot(d, H)); // m.d_i H
      // transverse: N - d_i Q_i, where Q_i = q_i m + ..., so that (d_i Q_i)_perp = q_i d_i
      const q = [0, 1].map((i) => C * M * M * X[i] + Q * M * mu[i] + Q3 * M * dot(c.d[i], H));
      let dMdt: Vec = [0, 0, 0];
      for (const i of [0, 1]) dMdt = add([1, dMdt], [L1 * M * mu[i] + Q3 * M * X[i] - q[i], c.d[i]]);
      const jn = [0, 1].map((i) => (-c.sigma / e ** 2) * mu[i] - Q * M * X[i] - L1 * M * dot(c.d[i], H)), j = jn.map((x) => -e * x);
      const xi = e * (L1 - Q), extra = C * M - 2 * Q3;
      const expected = c.d.reduce((sum, d, i) => add([1, sum], [xi * c.E[i] + extra * dot(d, H), d]), [0, 0, 0]);
      small('dm/dt', distance(dMdt.map((x) => x / M), expected), 1e-13);
      small('j', distance(j, c.d.map((d, i) => c.sigma * c.E[i] + xi * M * dot(d, H))), 1e-13);
      const heat = dot(H, dMdt) + j[0] * c.E[0] + j[1] * c.E[1];
      let closed = 0;
      c.d.forEach((d, i) => {
        closed += c.sigma * c.E[i] ** 2 + extra * M * dot(d, H) ** 2 + 2 * xi * M * c.E[i] * dot(d, H);
      });
      small('heat', heat - closed, 1e-12);
    }
  });

  /** A line of cells with the longitudinal field h on the nodes, zero at both ends: fixed |M|, finite length l = sqrt(C_par/A_par). */
  function genericLine(seed: number, l: number, cells = 60) {
    const next = stream(seed), dx = 0.2, L1 = 0.9, Q = 0.35, M = 1.3, C = 0.8, A = C / (l * l);
    const g = Array.from({ length: cells }, (_, i) => Math.exp(-(((i + 0.5) * dx - 6) ** 2)) * (0.5 + next())); // d.H
    // d_i q = A M^2 h at the inner nodes, q = C M^2 (dh/dx - d.H) + L_Qn M dmu/dx
    const respond = (dH: ArrayLike<number>, mu: number) => {
      const n = cells - 1, K = new Float64Array(n * n), b = new Float64Array(n);
      for (let k = 0; k < n; k++) {
        K[k * n + k] = (2 * C) / dx ** 2 + A;
        if (k > 0) K[k * n + k - 1] = -C / dx ** 2;
        if (k < n - 1) K[k * n + k + 1] = -C / dx ** 2;
        b[k] = (-C * (dH[k + 1] - dH[k])) / dx;
      }
      const h = [0, ...factor(K, n)(b), 0];
      const X = g.map((_, i) => (h[i + 1] - h[i]) / dx - dH[i]);
      return { X, torque: X.map((x) => L1 * mu - Q * mu - C * M * x), pumped: X.map((x, i) => Q * M * x + L1 * M * dH[i]) };
    };
    return { g, respond, dx, L1, Q, M, l };
  }

  it('generic magnet with a longitudinal length l: what it pumps is smeared over l, and its emf is that of the torque', () => {
    for (const l of [0.05, 0.6, 3]) {
      const { g, respond, dx, L1, Q, M } = genericLine(5, l), { X, pumped } = respond(g, 0);
      const emf = pumped.reduce((sum, x) => sum + x * dx, 0), direct = g.reduce((sum, x) => sum + x * dx, 0);
      small(`l = ${l}: emf`, emf / ((L1 - Q) * M * direct) - 1, 1e-12);
      // torque of a uniform field: no longitudinal field, so its coefficient is L_Mn1 - L_Qn at every l
      small('torque', distance(respond(new Float64Array(g.length), 1).torque, g.map(() => L1 - Q)), 1e-13);
      // X = -K_l * (d.H), K_l = exp(-|x|/l)/2l, images of the ends with the same sign
      const length = g.length * dx, smeared = g.map((_, i) => g.reduce((sum, x, k) => {
        const a = (i + 0.5) * dx, b = (k + 0.5) * dx;
        return sum + (Math.cosh(Math.min(a, b) / l) * Math.cosh((length - Math.max(a, b)) / l) * x * dx) / (l * Math.sinh(length / l));
      }, 0));
      if (l > 0.5) small('smearing', distance(X.map((x) => -x), smeared) / largest(smeared), 0.02); // 1.1e-2 at dx = l/3, 4.9e-4 at dx = l/15
    }
    const near = genericLine(5, 0.05).respond(genericLine(5, 0.05).g, 0).pumped, far = genericLine(5, 1e3).respond(genericLine(5, 1e3).g, 0).pumped;
    const { g, L1, Q, M } = genericLine(5, 1), middle = g.indexOf(Math.max(...g)), mean = g.reduce((s, x) => s + x, 0) / g.length;
    small('short l: L_Mn1 - L_Qn locally', near[middle] / ((L1 - Q) * M * g[middle]) - 1, 0.1); // 3.4e-2, cells of 4 l with g as rough as it is
    small('long l: L_Mn1 locally', (far[middle] - L1 * M * g[middle] + Q * M * mean) / far[middle], 1e-3);
  });
});

describe('section 11: the emf of a wall', () => {
  it('1 + beta/alpha below the Walker field, and its mean over a turn above it', () => {
    const w: theory.WallMaterial = { Ms: 8e5, A: 1.3e-11, alpha: 0.2, gamma: 1.76e11, Ku: 3e4, Kp: 1.6e3 }, beta = 0.07, field = theory.walkerField(w);
    const ratio = (B: number, phi: number) => -theory.wallEmfOfFields(w, 0.6, beta, B, phi) / (theory.emfPerField(w.gamma, 0.6) * B);
    small('below', ratio(0.7 * field, theory.walkerAngle(w, 0.7 * field)) - theory.emfRatioOfFields(w, beta, 0.7 * field), 1e-13);
    // dphi/dt = gamma [B - B_W sin 2 phi]; the mean over time, by the trapezoidal rule on a circle
    const B = 1.8 * field;
    let time = 0, sum = 0;
    for (let k = 0; k < 400; k++) {
      const phi = (Math.PI * k) / 400, wait = 1 / (B - field * Math.sin(2 * phi));
      time += wait;
      sum += wait * ratio(B, phi);
    }
    small('above', sum / time - theory.emfRatioOfFields(w, beta, B), 1e-12);
  });
});

describe('section 12: two ledgers', () => {
  it('by forces (B, E), for the Gilbert form', () => {
    for (const seed of seeds) {
      const c = randomCell(seed), a = c.alpha, T = inverse(two((i, k) => (i === k ? 1 / c.sigma : 0) - c.S[i][k]));
      const j0 = times(T, c.force(c.r0)), j = plus(j0, times(T, c.E));
      const v0 = add([1, c.r0], [j0[0], c.r[0]], [j0[1], c.r[1]]), v = add([1, c.r0], [j[0], c.r[0]], [j[1], c.r[1]]);
      const lambda = c.Ms * dot(c.B, v0), sigma = c.E[0] * (j[0] - j0[0]) + c.E[1] * (j[1] - j0[1]);
      const total = c.Ms * dot(c.B, v) + c.E[0] * j[0] + c.E[1] * j[1], xi = total - lambda - sigma;
      // (s0 gamma/(1 + a^2)) E.[(T + T^t)(1 + a beta) d.B + (T - T^t)(beta - a)(m x d).B]
      const across = c.d.map((d) => (1 + a * c.beta) * dot(d, c.B)), along = c.d.map((d) => (c.beta - a) * dot(cross(c.m, d), c.B));
      const closed = ((c.s0 * c.gamma) / (1 + a * a)) * [0, 1].reduce((sum, i) => sum + c.E[i] * [0, 1].reduce((s, k) => s + (T[i][k] + T[k][i]) * across[k] + (T[i][k] - T[k][i]) * along[k], 0), 0);
      small('xi', xi - closed, 1e-13);
      const reaction = times(two((i, k) => (i === k ? 1 / c.sigma : 0) - c.S[i][k]), j0);
      // section 5 at E = 0: what lambda heats with is what the film would heat with if every cell were shorted
      const heat0 = ((a * c.Ms) / c.gamma) * dot(v0, v0) + (j0[0] ** 2 + j0[1] ** 2) / c.sigma - 2 * c.beta * c.s0 * (j0[0] * dot(c.d[0], v0) + j0[1] * dot(c.d[1], v0));
      small('lambda is the heat at E = 0', lambda - heat0, 1e-13);
      small('j0', distance(reaction, c.force(c.r0)), 1e-13);
    }
  });
});
