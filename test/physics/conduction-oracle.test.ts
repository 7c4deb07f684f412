/**
 * The oracle of conducting films (test/support/oracle/conductingFilm.ts) against what does not share its road: one dense
 * system for everything, closed forms of wires, Valet and Fert, the energies of film.ts, the wire of wire.ts, itself in time.
 */
import { describe, expect, it } from 'vitest';
import { between, distance, largest, near, small } from '../support/measured.js';
import { ConductingFilm, type Circuit, type ConductingFilmParams } from '../support/oracle/conductingFilm.js';
import { E, GAMMA, HBAR } from '../support/oracle/constants.js';
import { filmEnergies, fieldByDifferences, total } from '../support/oracle/film.js';
import { factor } from '../support/oracle/linear.js';
import { PotentialGrid, side, type CellLaw, type Lead } from '../support/oracle/potential.js';
import { OracleWire } from '../support/oracle/wire.js';
import { stream } from '../support/stream.js';
import { compareRun, conductingFilmOf, oracleRun, type ConductingScene } from '../support/oracle/conductionRun.js';
import { conductionScenes } from '../support/oracle/conductionScenes.js';
import * as theory from '../support/theory.js';

const material = { Ms: 8e5, A: 1.3e-11, alpha: 0.1, gamma: GAMMA };
/** kappa |d|^2 of some hundredths: the currents act back for all to see. */
const transport = { polarization: 0.6, beta: 0.15, conductivity: 4e8 };
const laws = [['one-band', {}], ['two-band', { spinFlipLength: 1e-8 }], ['fields', {}]] as const;

/** A smooth state without symmetry, zero outside. */
function state([nx, ny]: readonly [number, number], inside: ArrayLike<number>, seed = 1): Float64Array {
  const next = stream(seed), wave = () => [0, 1, 2].map(() => 6 * next() - 3);
  const [a, b, c] = [wave(), wave(), wave()], m = new Float64Array(3 * nx * ny);
  for (let i = 0; i < nx * ny; i++) {
    if (!(inside[i] > 0)) continue;
    const x = (i % nx) * 0.25, y = Math.floor(i / nx) * 0.25;
    const v = [0, 1, 2].map((k) => Math.sin(a[k] * x + b[k] * y + c[k])), length = Math.hypot(...v);
    m.set(v.map((u) => u / length), 3 * i);
  }
  return m;
}

const cells = [6, 5] as const, holed = Float64Array.from({ length: 30 }, (_, i) => (i === 0 || i === 14 || i === 15 ? 0 : 1));
function film(more: Partial<ConductingFilmParams> & Pick<ConductingFilmParams, 'law'>): ConductingFilm {
  return new ConductingFilm({
    cells, cellSize: [4e-9, 5e-9, 3e-9], inside: holed, ...material, ...transport,
    uniaxial: [{ axis: [1, 0, 1], Ku1: 1e5 }], interfacial: 1e-3, bulk: 5e-4,
    field: (t) => [0.1, 0.02 * Math.sin(1e10 * t), 0.05], circuit: { kind: 'leads', leads: [] },
    ...more,
  });
}
const edge = (which: 'left' | 'right' | 'top' | 'bottom', inside: ArrayLike<number> = holed, size: readonly [number, number] = cells) => side(size, inside, which);
const ends = (voltage: number, load = 0): Circuit => ({
  kind: 'leads',
  leads: [{ nodes: edge('left'), voltage: () => voltage, ...(load > 0 ? { resistance: load } : {}) }, { nodes: edge('right'), voltage: () => 0 }],
});
const network: Circuit = {
  kind: 'leads',
  leads: [
    { nodes: edge('left'), voltage: (t) => 1e-3 * Math.cos(1e10 * t), resistance: 0.5 },
    { nodes: edge('right'), voltage: () => 0 },
    { nodes: edge('top').slice(1, 3) },
    { nodes: edge('bottom').slice(2, 4), current: () => 2e-4 },
    { nodes: edge('top').slice(4, 6) },
  ],
  loads: [{ between: [2, 4], resistance: 0.8 }, { between: [1, 2], resistance: 3 }],
};
const circuits: [string, Circuit][] = [['no leads', { kind: 'leads', leads: [] }], ['two ends', ends(1e-3, 0.2)], ['five leads and loads', network], ['E = 0', { kind: 'field-free' }]];
/** Regions of everything. */
const regions = (() => {
  const next = stream(3), pick = (low: number, high: number) => Float64Array.from({ length: 30 }, () => low + (high - low) * next());
  return { Ms: pick(5e5, 9e5), A: pick(1e-11, 2e-11), alpha: pick(0.05, 0.2), polarization: pick(-0.3, 0.8), beta: pick(0, 0.3), conductivity: pick(2e8, 6e8) };
})();

describe('balances', () => {
  for (const [law, extra] of laws) {
    for (const [name, circuit] of circuits) {
      it(`${law}, ${name}: charge and energy, with regions of everything and holes`, () => {
        const amr = law === 'one-band' ? { amr: 0.2 } : law === 'fields' ? { LQn: 1e15, LQN3: -1e-7 } : {};
        const f = film({ law, ...regions, ...extra, ...amr, circuit }), { powers: p, potential } = f.instant(state(cells, holed), 2e-11);
        const scale = p.lambda + p.sigma;
        const heat = p.input + p.field - p.energyRate;
        small('heat by forces', (p.lambda + p.sigma + p.xi + p.flip - heat) / scale, 1e-12);
        if (law !== 'fields') small('heat by fluxes', (p.gilbert + p.ohmic + p.flip + p.cross - heat) / scale, 1e-12);
        expect(p.lambda).toBeGreaterThan(1e-3 * scale);
        if (potential && potential.I.length > 0) small('sum of I', potential.I.reduce((a, b) => a + b, 0) / largest(potential.I), 1e-12);
      });
    }
  }

  it('in time: the energy at the end is what the powers say', () => {
    const small5 = Float64Array.from({ length: 20 }, (_, i) => (i === 7 ? 0 : 1));
    for (const [law, extra] of laws) {
      const f = film({ law, ...extra, cells: [5, 4], inside: small5, circuit: { kind: 'leads', leads: [{ nodes: edge('left', small5, [5, 4]), voltage: () => 1e-3 }, { nodes: edge('right', small5, [5, 4]), voltage: () => 0 }] } });
      const change = (steps: number) => {
        const m = state([5, 4], small5), rates: number[] = [], before = f.energy(m, 0);
        f.evolve(m, 0, 4e-12, steps, (t, at) => rates.push(f.instant(at, t).powers.energyRate));
        const simpson = rates.reduce((sum, P, k) => sum + (k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2) * P, 0) * (4e-12 / steps / 3);
        const after = f.energy(m, 4e-12);
        return (after - before - simpson) / (after - before);
      };
      const [coarse, fine] = [change(20), change(40)];
      small(law, fine, 1e-5); // 1.7e-6
      between('order: error by half the step', Math.abs(coarse / fine), 6, 40);
    }
  });
});

describe('parts', () => {
  it('field and energy are those of the plain sums, with bonds of every kind and magnetostatics', () => {
    const p = { cells, cellSize: [4e-9, 5e-9, 3e-9] as const, Ms: 8e5, A: 1.3e-11, interfacial: 1e-3, bulk: 5e-4, uniaxial: { axis: [1, 0, 1] as const, Ku1: 1e5 }, B: [0.1, 0, 0.05] as const, full: true };
    const f = film({ law: 'one-band', full: true }), m = state(cells, holed);
    const B = f.effectiveField(m, 0);
    small('B', distance(B, fieldByDifferences(p, m)) / largest(B), 1e-9);
  });

  it('the energy too', () => {
    const p = { cells, cellSize: [4e-9, 5e-9, 3e-9] as const, Ms: 8e5, A: 1.3e-11, interfacial: 1e-3, bulk: 5e-4, uniaxial: { axis: [1, 0, 1] as const, Ku1: 1e5 }, B: [0.1, 0, 0.05] as const };
    const m = state(cells, holed);
    near('energy', film({ law: 'one-band' }).energy(m, 0), total(filmEnergies(p, m)), 1e-12);
  });

  it('dm/dt, j and V of a film at once, by one dense system without trial fields', () => {
    const [nx, ny] = [4, 3], n = nx * ny, inside = new Float64Array(n).fill(1), m = state([nx, ny], inside);
    const leads: Lead[] = [{ nodes: edge('left', inside, [nx, ny]), voltage: () => 1e-3 }, { nodes: edge('right', inside, [nx, ny]), voltage: () => 0 }];
    const f = film({ law: 'one-band', cells: [nx, ny], inside, amr: 0.3, circuit: { kind: 'leads', leads } });
    const { rate, j, potential } = f.instant(m, 0), B = f.effectiveField(m, 0), d = f.gradients(m), grid = f.grid!;
    const { alpha, gamma, Ms } = material, { polarization, beta, conductivity } = transport;
    const s0 = (HBAR * polarization) / (2 * E), b = (gamma * s0) / Ms, nodes = grid.nodes, size = 5 * n + nodes;
    // in units of gamma (dm/dt), 1e14 A/m^2 and 1e-3 V
    const J = 1e14, U = 1e-3, A = new Float64Array(size * size), right = new Float64Array(size);
    const put = (row: number, column: number, value: number) => void (A[row * size + column] += value);
    for (let i = 0; i < n; i++) {
      const [x, y, z] = m.subarray(3 * i), at = 3 * i, cross = [[0, -z, y], [z, 0, -x], [-y, x, 0]];
      for (let r = 0; r < 3; r++) {
        put(at + r, at + r, 1);
        for (let c = 0; c < 3; c++) {
          put(at + r, at + c, -alpha * cross[r][c]);
          right[at + r] -= cross[r][c] * B[at + c];
        }
        for (const axis of [0, 1] as const) {
          const g = d[axis].subarray(at, at + 3), turned = cross.map((row) => row[0] * g[0] + row[1] * g[1] + row[2] * g[2]);
          put(at + r, 3 * n + 2 * i + axis, (-b * J * (g[r] - beta * turned[r])) / gamma);
          // rho j - s - E = 0 in units of J/sigma; s = s0 v.(beta g - m x g)
          put(3 * n + 2 * i + axis, at + r, (-s0 * gamma * conductivity * (beta * g[r] - turned[r])) / J);
        }
      }
      for (const axis of [0, 1]) {
        const row = 3 * n + 2 * i + axis;
        put(row, row, 1);
        for (const other of [0, 1]) put(row, 3 * n + 2 * i + other, 0.3 * m[at + axis] * m[at + other]);
        const corner = grid.corners(i), h = axis === 0 ? 4e-9 : 5e-9;
        corner.forEach((node, c) => put(row, 5 * n + node, ((axis === 0 ? c % 2 === 1 : c > 1) ? 1 : -1) * (U * conductivity) / (2 * h * J)));
      }
    }
    const held = new Map(leads.flatMap(({ nodes: own, voltage }) => own.map((node) => [node, voltage!(0)] as const)));
    for (let node = 0; node < nodes; node++) {
      const row = 5 * n + node;
      if (held.has(node)) {
        put(row, row, 1);
        right[row] = held.get(node)! / U;
        continue;
      }
      for (let i = 0; i < n; i++) {
        const corner = grid.corners(i), c = corner.indexOf(node);
        if (c < 0) continue;
        const sx = c % 2 === 1 ? 1 : -1, sy = c > 1 ? 1 : -1;
        put(row, 3 * n + 2 * i, sx * 5e-9 / 2 / 5e-9);
        put(row, 3 * n + 2 * i + 1, sy * 4e-9 / 2 / 5e-9);
        // the stencil of docs/physics.md, section 9, over dz and over 5e-9
        corner.forEach((other, k) => put(row, 5 * n + other, ((-sx * sy * (k === 0 || k === 3 ? 1 : -1) * conductivity * (5 / 4 + 4 / 5)) / 12 / 5e-9) * (U / J)));
      }
    }
    const x = factor(A, size)(right);
    small('dm/dt', distance(rate, x.slice(0, 3 * n).map((v) => v * gamma)) / largest(rate), 1e-11);
    small('j', distance(j[0], x.slice(3 * n, 5 * n).map((v) => v * J)) / largest(j[0]), 1e-11);
    small('V', distance(potential!.V[0], x.slice(5 * n).map((v) => v * U)) / 1e-3, 1e-11);
  });
});

describe('wires', () => {
  const head = (n: number, dx: number, D: number, phi: number) => Float64Array.from({ length: 3 * n }, (_, k) => {
    const x = (Math.floor(k / 3) + 0.5 - n / 2) * dx, s = 1 / Math.cosh(x / D);
    return [-Math.tanh(x / D), s * Math.cos(phi), s * Math.sin(phi)][k % 3];
  });
  const line = (n: number, circuit: Circuit, more: Partial<ConductingFilmParams> = {}) => new ConductingFilm({
    cells: [n, 1], cellSize: [4e-9, 1e-7, 1e-8], ...material, ...transport, law: 'one-band', uniaxial: [{ axis: [1, 0, 0], Ku1: 3.25e4 }, { axis: [0, 0, 1], Ku1: -1.6e4 }],
    field: () => [0.02, 0, 0], circuit, ...more,
  });
  const wireEnds = (n: number, voltage: number, load = 0): Circuit => ({
    kind: 'leads', leads: [{ nodes: [0, n + 1], voltage: () => voltage, ...(load > 0 ? { resistance: load } : {}) }, { nodes: [n, 2 * n + 1], voltage: () => 0 }],
  });

  it('one band, one row: j (R_wire + R_load) A = V + Int s dx, and all of it as the wire has it that knows no potential', () => {
    const n = 60, m = head(n, 4e-9, 20e-9, 0.4), voltage = 2e-4, load = 0.9;
    const f = line(n, wireEnds(n, voltage, load)), { j, motive, rate, potential, powers } = f.instant(m, 0);
    const area = 1e-15, resistance = (n * 4e-9) / (transport.conductivity * area);
    const emf = motive.reduce((sum, s, k) => sum + (k % 2 === 0 ? s * 4e-9 : 0), 0);
    near('I', potential!.I[0], (voltage + emf) / (resistance + load), 1e-11);
    near('V = R I - emf', potential!.U[0] - potential!.U[1], resistance * potential!.I[0] - emf, 1e-10);
    expect(Math.abs(emf)).toBeGreaterThan(1e-7);
    const wire = new OracleWire({
      cells: n, dx: 4e-9, area, periodic: false, ...material, ...transport, demag: null, closure: 'circuit', current: () => 0, voltage: () => voltage, load, gradientOrder: 4, field: () => [0.02, 0, 0],
      anisotropy: [{ kind: 'uniaxial', axis: [1, 0, 0], Ku1: 3.25e4, Ku2: 0 }, { kind: 'uniaxial', axis: [0, 0, 1], Ku1: -1.6e4, Ku2: 0 }],
    });
    const own = wire.instant(m, 0), watts = wire.powers(m, 0);
    small('dm/dt', distance(rate, own.rate) / largest(rate), 1e-11);
    near('j', j[0][0], own.current[0], 1e-10);
    near('gilbert', powers.gilbert, watts.gilbert, 1e-10);
    near('joule', powers.ohmic, watts.joule, 1e-10);
    near('cross', powers.cross, watts.cross, 1e-8);
  });

  it('three rows alike are one row', () => {
    const n = 20, one = head(n, 4e-9, 20e-9, 0.4), three = Float64Array.from({ length: 9 * n }, (_, k) => one[k % (3 * n)]);
    const leads = (ny: number): Circuit => {
      const inside = new Float64Array(n * ny).fill(1);
      return { kind: 'leads', leads: [{ nodes: edge('left', inside, [n, ny]), voltage: () => 1e-3 }, { nodes: edge('right', inside, [n, ny]), voltage: () => 0 }] };
    };
    for (const [law, extra] of laws) {
      const a = line(n, leads(1), { law, ...extra }).instant(one, 0), b = line(n, leads(3), { law, ...extra, cells: [n, 3], cellSize: [4e-9, 1e-7 / 3, 1e-8] }).instant(three, 0);
      small(`${law}: dm/dt`, distance(a.rate, b.rate.slice(3 * n, 6 * n)) / largest(a.rate), 1e-10);
      near('I', b.potential!.I[0], a.potential!.I[0], 1e-10);
    }
  });

  it('currents given and E = 0 in every cell: as the wire', () => {
    const n = 40, m = head(n, 4e-9, 20e-9, 0.7);
    for (const [closure, circuit] of [['prescribed', { kind: 'given', j: () => [3e12, 0] }], ['local', { kind: 'field-free' }]] as const) {
      const own = new OracleWire({
        cells: n, dx: 4e-9, area: 1e-15, periodic: false, ...material, ...transport, demag: null, closure, current: () => 3e12, voltage: () => 0, load: 0, gradientOrder: 4, field: () => [0.02, 0, 0],
        anisotropy: [{ kind: 'uniaxial', axis: [1, 0, 0], Ku1: 3.25e4, Ku2: 0 }, { kind: 'uniaxial', axis: [0, 0, 1], Ku1: -1.6e4, Ku2: 0 }],
      }).instant(m, 0);
      const { rate, j } = line(n, circuit as Circuit).instant(m, 0);
      small(`${closure}: dm/dt`, distance(rate, own.rate) / largest(rate), 1e-11);
      small('j', distance(j[0].filter((_, k) => k % 2 === 0), own.current) / largest(own.current), 1e-11);
    }
  });

  it('two bands of one polarization: the charge of one band at every spin-flip length, the spin current smeared over it', () => {
    const n = 100, dx = 4e-9, m = head(n, dx, 20e-9, 0.4), { polarization: P, conductivity } = transport;
    for (const flip of [1e-11, 8e-9, 4e-8, 1e-3]) {
      const f = line(n, wireEnds(n, 1e-3), { law: 'two-band', spinFlipLength: flip }), { j, motive, potential } = f.instant(m, 0);
      const force = motive.filter((_, k) => k % 2 === 0), J = j[0][0] + j[1][0], R = (n * dx) / (conductivity * 1e-15);
      const emf = force.reduce((sum, x) => sum + P * x * dx, 0);
      near(`l = ${flip}: I`, potential!.I[0], (1e-3 + emf) / R, flip < dx ? 1e-7 : 1e-10); // 1.3e-8: at (dx/l)^2 = 2e5 the dense system is badly conditioned
      small('J is the same everywhere', largest(force.map((_, i) => j[0][2 * i] + j[1][2 * i] - J)) / J, flip < dx ? 1e-6 : 1e-9);
      // q - l^2 q'' = f with q' = 0 at the ends: the kernel of images
      const q = force.map((_, i) => (j[0][2 * i] - j[1][2 * i] - P * J) / (conductivity * (1 - P * P)));
      const length = n * dx, exact = force.map((x, i) => {
        if (flip < dx) return x;
        const a = (i + 0.5) * dx;
        return force.reduce((sum, y, k) => {
          const b = (k + 0.5) * dx, low = Math.min(a, b), far = length - Math.max(a, b);
          // cosh cosh/sinh without overflow
          const kernel = ((1 + Math.exp((-2 * low) / flip)) * (1 + Math.exp((-2 * far) / flip)) * Math.exp((low + far - length) / flip)) / (2 * flip * -Math.expm1((-2 * length) / flip));
          return sum + kernel * y * dx;
        }, 0);
      });
      small('q', distance(q, exact) / largest(exact), flip < dx ? 2e-5 : 0.03); // 2.3e-2 at dx = l/2, 1.1e-3 at l/10; 1.2e-6 for the short one
    }
  });

  it('two bands damp the turning of a wall by (2/3) kappa1 (1 - P^2) C(l/D)/D^2 more than one', () => {
    const n = 120, dx = 2.5e-9, D = 20e-9, m = head(n, dx, D, 0), sigma = 4e4, P = 0.6; // weak currents: the wall turns as one
    const kappa1 = theory.textureDamping(GAMMA, material.Ms, 1, sigma);
    for (const flip of [1e-12, 1e-8, 2e-8, 4e-8]) {
      const f = line(n, { kind: 'leads', leads: [{ nodes: [0, n + 1], voltage: () => 0 }, { nodes: [n, 2 * n + 1] }] }, {
        law: 'two-band', cellSize: [dx, 1e-7, 1e-8], conductivity: sigma, polarization: P, beta: 0, spinFlipLength: flip, uniaxial: [{ axis: [1, 0, 0], Ku1: 3.25e4 }],
      });
      const { powers: p, rate } = f.instant(m, 0);
      const turning = rate.reduce((sum, v, k) => sum + (k % 3 === 2 ? v : 0), 0) / m.reduce((sum, v, k) => sum + (k % 3 === 1 ? v : 0), 0);
      const damping = (p.ohmic + p.flip) / (((material.Ms / GAMMA) * turning ** 2 * 2 * D) * 1e-15);
      near(`l = ${flip}`, damping, theory.twoBandDamping(kappa1, P, D, flip), 4e-3); // 3e-4; 2.3e-3 at l = 2 D: the ends of the wire
    }
    near('long', theory.smearing(300), 3 / 600, 0.01);
    near('short', theory.smearing(1e-9), 1, 1e-9);
  });

  it('Valet and Fert: accumulation and resistance of an interface, of second order in the cells', () => {
    const J = 1e11, sides: [theory.Channels, theory.Channels] = [{ sigma: 4e6, P: 0.7, flip: 2e-8, length: 6e-8 }, { sigma: 9e6, P: -0.2, flip: 3.5e-8, length: 9e-8 }];
    const errors = [1, 2].map((finer) => {
      const dx = 5e-9 / finer, left = 12 * finer, n = 30 * finer, of = (key: 'sigma' | 'P' | 'flip') => Float64Array.from({ length: n }, (_, i) => sides[i < left ? 0 : 1][key]);
      const m = Float64Array.from({ length: 3 * n }, (_, k) => (k % 3 === 2 ? 1 : 0));
      const f = line(n, { kind: 'leads', leads: [{ nodes: [0, n + 1], current: () => J * 1e-15 }, { nodes: [n, 2 * n + 1] }] }, {
        cellSize: [dx, 1e-7, 1e-8], law: 'two-band', conductivity: of('sigma'), polarization: of('P'), spinFlipLength: of('flip'), uniaxial: [], field: () => [0, 0, 0],
      });
      const { V, U } = f.instant(m, 0).potential!, peak = theory.spinAccumulation(...sides, J);
      let profile = 0;
      for (let k = 0; k <= n; k++) profile = Math.max(profile, Math.abs(V[0][k] - V[1][k] - theory.accumulationProfile(...sides, J, (k - left) * dx)) / Math.abs(peak));
      const extra = (U[0] - U[1]) / J - 6e-8 / 4e6 - 9e-8 / 9e6;
      return { profile, resistance: extra / theory.interfaceResistance(...sides) - 1 };
    });
    small('profile', errors[1].profile, 2e-3); // 1.0e-3, as the resistance
    small('resistance', errors[1].resistance, 2e-3);
    between('order of the profile', errors[0].profile / errors[1].profile, 3.8, 4.2);
    between('order of the resistance', errors[0].resistance / errors[1].resistance, 3.8, 4.2);
    // 2 beta^2 rho* l of Valet and Fert, rho* = 1/(sigma (1 - P^2))
    const one = { sigma: 4e6, P: 0.5, flip: 3e-8 };
    near('opposite layers', theory.interfaceResistance(one, { ...one, P: -0.5 }), (2 * 0.5 ** 2 * 3e-8) / (4e6 * (1 - 0.5 ** 2)), 1e-12);
  });

  it('forces as fields: the voltage of an open wire with a wall', () => {
    const n = 160, dx = 2.5e-9, w: theory.WallMaterial = { Ms: 8e5, A: 1.3e-11, alpha: 0.1, gamma: GAMMA, Ku: 3.25e4, Kp: 1.6e4 };
    for (const phi of [0, 0.4, 2.2]) {
      const m = head(n, dx, theory.wallWidth(w, phi), phi);
      const f = line(n, { kind: 'leads', leads: [{ nodes: [0, n + 1] }, { nodes: [n, 2 * n + 1] }] }, { law: 'fields', cellSize: [dx, 1e-7, 1e-8] });
      const { U } = f.instant(m, 0).potential!;
      near(`phi = ${phi}`, -(U[0] - U[1]), theory.wallEmfOfFields(w, 0.6, 0.15, 0.02, phi), 2e-4); // V = -emf; 4e-5
    }
  });
});

describe('films', () => {
  it('two bands of one polarization: the charge of one band, in two dimensions and with holes', () => {
    const f = film({ law: 'two-band', spinFlipLength: 1e-8, circuit: network }), m = state(cells, holed), { motive, potential } = f.instant(m, 1e-11);
    const { conductivity: sigma, polarization: P } = transport;
    const plain = Array.from(holed, (is, i): CellLaw | null => (is ? { still: [sigma * P * motive[2 * i], sigma * P * motive[2 * i + 1]], tensor: [sigma, 0, 0, sigma], bare: [sigma], leak: 0 } : null));
    const one = (f.grid as PotentialGrid).solve(plain, 1e-11);
    small('I', distance(one.I, potential!.I) / largest(one.I), 1e-11);
    const charge = potential!.V[0].map((up, k) => ((1 + P) * up + (1 - P) * potential!.V[1][k]) / 2);
    small('V_c', distance(one.V[0], charge) / largest(charge), 1e-11);
    expect(distance(potential!.V[0], potential!.V[1]) / largest(charge)).toBeGreaterThan(1e-3);
  });

  it.each(laws)('%s: reciprocity, what a field makes flow at m and what a voltage turns at -m', (law, extra) => {
    const m = state(cells, holed), back = m.map((x) => -x), field = 0.1, voltage = 1e-3;
    const at = (B: readonly [number, number, number], U: number, of: Float64Array) => film({ law, ...regions, ...extra, field: () => B, circuit: ends(U) }).instant(of, 0);
    const still = at([0, 0, 0], 0, m).potential!.I[0];
    const rest = at([0, 0, 0], 0, back).rate, driven = at([0, 0, 0], voltage, back).rate;
    const volume = 6e-26;
    const moment = (k: number) => driven.reduce((sum, v, c) => sum + (c % 3 === k ? regions.Ms[Math.floor(c / 3)] * (v - rest[c]) * volume : 0), 0) / voltage;
    const pumped = [0, 1, 2].map((k) => (at([0, 1, 2].map((c) => (c === k ? field : 0)) as [number, number, number], 0, m).potential!.I[0] - still) / field);
    const turned = [0, 1, 2].map(moment);
    small('dI/dB(m) + d(moment)/dV(-m)', largest(pumped.map((x, k) => x + turned[k])) / largest(pumped), 1e-10);
    // and not at m itself, as beta's part has the other sign
    const forward = at([0, 0, 0], voltage, m).rate, calm = at([0, 0, 0], 0, m).rate;
    const same = [0, 1, 2].map((k) => forward.reduce((sum, v, c) => sum + (c % 3 === k ? regions.Ms[Math.floor(c / 3)] * (v - calm[c]) * volume : 0), 0) / voltage);
    expect(largest(pumped.map((x, k) => x - same[k])) / largest(pumped)).toBeGreaterThan(1e-3);
  });
});

describe('beside the library', () => {
  // the closures that need no potential hold both to the same gradient, fields, equation and time
  const scene = (transport: ConductingScene['transport'], demag: ConductingScene['demag']): ConductingScene => ({
    grid: { cells: [9, 8], cellSize: [4e-9, 5e-9, 3e-9] },
    geometry: { shape: 'disk', diameter: 3.9e-8 },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1, anisotropy: [{ axis: [1, 0, 1], Ku1: 5e4 }], dmi: { interfacial: 1e-3, bulk: 5e-4 } },
    demag,
    initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [2e-8, 1.7e-8] },
    field: { B: [0.05, 0.02, 0.1], waveform: { kind: 'sine', frequency: 2e10, offset: 0.5 } },
    transport, run: { duration: 2e-11, tolerance: 1e-10 }, output: { sampleEvery: 4e-12 },
  });
  it.each([
    ['prescribed', scene({ polarization: 0.7, beta: 0.1, conductivity: 4e8, closure: 'prescribed', j: [4e12, -2e12], jWaveform: { kind: 'sine', frequency: 3e10 } }, { factors: [0.1, 0.1, 0.8] })],
    ['local', scene({ polarization: 0.7, beta: 0.1, conductivity: 4e8, closure: 'local' }, 'full')],
  ] as const)('%s: the same run', async (_name, given) => {
    const { m, columns } = await compareRun(given, 'cpu', 80, ['E_total', 'jx', 'jy', 'emf', 'P_gilbert', 'P_joule', 'P_cross', 'P_in']);
    small('m', m, 1e-7);
    for (const [name, difference] of Object.entries(columns)) small(name, difference, 1e-6);
  });

  it('the leads of a scene are wired as it says', () => {
    const inside = new Float64Array(30).fill(1), base = { polarization: 0.5, conductivity: 4e6, closure: 'circuit' } as const;
    const made = (transport: ConductingScene['transport']) => conductingFilmOf({ grid: { cells, cellSize: [4e-9, 5e-9, 3e-9] }, material: { ...material }, initial: { kind: 'uniform', m: [0, 0, 1] }, transport, run: { duration: 1e-12 } }, inside);
    const of = (transport: ConductingScene['transport']) => made(transport).instant(Float64Array.from({ length: 90 }, (_, k) => (k % 3 === 2 ? 1 : 0)), 0).potential!;
    const R = (6 * 4e-9) / (4e6 * 25e-9 * 3e-9);
    near('voltage behind a load', of({ ...base, voltage: 1e-3, load: 5 }).I[0], 1e-3 / (R + 5), 1e-12);
    const lead = (edge: 'left' | 'right') => ({ name: edge, edge });
    near('current and a load beside', of({ ...base, leads: [{ ...lead('left'), current: 1e-4 }, lead('right')], loads: [{ between: ['left', 'right'], resistance: 7 }] }).U[0], 1e-4 / (1 / R + 1 / 7), 1e-12);
    const { leads } = made({ ...base, leads: [{ ...lead('left'), from: 5e-9, to: 1.5e-8, voltage: 1 }, { ...lead('right'), voltage: 0 }] }).grid!;
    expect(leads.map(({ nodes }) => nodes)).toEqual([[7, 14, 21], [6, 13, 20, 27, 34, 41]]);
  });

  // Runs of these beside the library: compareRun(scene, backend, 20, columns), once it runs them.
  it.each(conductionScenes)('%s: the scene as the oracle reads it, converged in time, its energy accounted for', (_name, scene) => {
    const [nx, ny] = scene.grid.cells, inside = Float64Array.from({ length: nx * ny }, (_, i) => (scene.geometry && (i === 3 * nx + 2 || i === 3 * nx + 3) ? 0 : 1));
    const film = conductingFilmOf(scene, inside), start = state([nx, ny], inside), { duration } = scene.run;
    const coarse = oracleRun(film, start, duration, 4, 10).at(-1)!, fine = oracleRun(film, start, duration, 4, 20), last = fine.at(-1)!;
    small('m, half the step', distance(coarse.m, last.m), 5e-6); // 1.3e-6, so the finer run is right to 1e-7
    const { powers: p } = film.instant(last.m, duration);
    small('heat', (p.lambda + p.sigma + p.xi + p.flip - (p.input + p.field - p.energyRate)) / (p.lambda + p.sigma), 1e-12);
    expect(distance(start, last.m)).toBeGreaterThan(0.1);
    const shorted = new ConductingFilm({ ...film.p, polarization: 0 }).instant(last.m, duration); // currents that neither push nor are pumped
    expect(distance(shorted.rate, film.instant(last.m, duration).rate) / largest(shorted.rate)).toBeGreaterThan(0.01);
  });
});
