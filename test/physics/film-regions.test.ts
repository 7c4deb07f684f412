/**
 * Regions of other materials in a film: field and energy against an energy that the test writes down itself, closed forms for what one
 * cell of them does, the pinning of a wall where two of them meet, and the energy balance of all.
 */
import { describe, expect, it } from 'vitest';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { BruteFilm } from '../support/demag.js';
import { distance, largest, near, small } from '../support/measured.js';
import { E, GAMMA, HBAR, MU0 } from '../support/oracle/constants.js';
import { fieldByDifferences, filmEnergies, type FilmTerms, type Substance } from '../support/oracle/film.js';
import { evolveFilm, filmRate, runFilm, type FilmResult } from '../support/oracle/filmRun.js';
import { backends } from '../support/library.js';

type Region = NonNullable<SceneInput['regions']>[number];
type Vector = [number, number, number];

const Ms = 8e5, A = 1.3e-11, weak = 1e-30;
const [dx, dy, dz] = [3e-9, 4e-9, 5e-9];

/** The cells from column x0 and row y0 up to, not including, x1 and y1. */
const box = ([x0, y0, x1, y1]: readonly [number, number, number, number]) => ({ shape: 'rectangle' as const, size: [(x1 - x0) * dx, (y1 - y0) * dy] as [number, number], at: [((x0 + x1) / 2) * dx, ((y0 + y1) / 2) * dy] as [number, number] });

/** Two regions of a film of 9 x 7 cells, the second over part of the first, and which region each cell is in. */
const boxes = [[2, 0, 6, 4], [5, 2, 9, 6]] as const;
const numbers = (nx: number, ny: number) => Array.from({ length: nx * ny }, (_, cell) => boxes.reduce((k, [x0, y0, x1, y1], i) => (cell % nx >= x0 && cell % nx < x1 && Math.floor(cell / nx) >= y0 && Math.floor(cell / nx) < y1 ? i + 1 : k), 0));
const made: Substance[] = [
  { Ms: 3e5, A: 4e-12, uniaxial: { axis: [0, 1, 1], Ku1: -2e5 } },
  { Ms: 1.4e6, A: 3e-11 },
];

function sceneOf(p: FilmTerms, geometry?: SceneInput['geometry']): SceneInput {
  const anisotropy = (u: Substance['uniaxial']) => (u ? [{ axis: [...u.axis] as Vector, Ku1: u.Ku1 }] : []);
  return {
    grid: { cells: [...p.cells], cellSize: [dx, dy, dz], periodic: p.periodic ? [...p.periodic] : [false, false] },
    geometry,
    regions: p.regions!.made.map(({ uniaxial, ...rest }, k) => ({ geometry: box(boxes[k]), material: { ...rest, anisotropy: anisotropy(uniaxial) } })),
    material: { Ms: p.Ms, A: p.A ?? weak, alpha: 0, dmi: { interfacial: p.interfacial ?? 0, bulk: p.bulk ?? 0 }, anisotropy: anisotropy(p.uniaxial) },
    demag: p.full ? 'full' : p.factors ? { factors: [...p.factors] } : 'none',
    initial: { kind: 'random', seed: 5 },
    field: { B: p.B ? [...p.B] : [0, 0, 0] },
    run: { duration: 1e-16, method: 'rk4', fixedStep: 1e-16 },
  };
}

const [nx, ny] = [9, 7];
const base = { cells: [nx, ny], cellSize: [dx, dy, dz], Ms, regions: { of: numbers(nx, ny), made } } as const;
const without = (of: readonly Substance[], keys: (keyof Substance)[]) => of.map((s) => ({ ...s, ...(keys.includes('A') ? { A: weak } : {}), ...(keys.includes('uniaxial') ? { uniaxial: undefined } : {}) }));
const bare = { ...base, A: weak, regions: { of: base.regions.of, made: without(made, ['A', 'uniaxial']) } };
const holed = { shape: 'and', of: [{ shape: 'ellipse', size: [28e-9, 29e-9] }, { shape: 'not', of: { shape: 'rectangle', size: [7e-9, 5e-9], at: [12e-9, 14e-9] } }] } satisfies SceneInput['geometry'];
const easy = { axis: [1, 2, 2], Ku1: 4e5 } as const;

const cases: [string, FilmTerms, SceneInput['geometry']?][] = [
  ['exchange', { ...base, A, regions: { of: base.regions.of, made: without(made, ['uniaxial']) } }],
  ['exchange, periodic both ways, holed', { ...base, A, periodic: [true, true], regions: { of: base.regions.of, made: without(made, ['uniaxial']) } }, holed],
  ['Dzyaloshinskii-Moriya interaction, of one constant over all Ms', { ...bare, interfacial: 3e-3, bulk: -2e-3 }],
  ['uniaxial, easy, hard and none', { ...base, A: weak, uniaxial: easy, regions: { of: base.regions.of, made: without(made, ['A']) } }],
  ['demagnetizing factors', { ...bare, factors: [0.1, 0.2, 0.7] }],
  ['applied field', { ...bare, B: [0.1, -0.2, 0.3] }],
  ['magnetostatics, holed', { ...bare, full: true }, holed],
  ['all at once, in a row', { ...base, cells: [nx, 1], A, uniaxial: easy, interfacial: 2e-3, bulk: -1.5e-3, B: [0.1, -0.2, 0.3], full: true, regions: { of: numbers(nx, 1), made } }],
  ['all at once, holed', { ...base, A, uniaxial: easy, interfacial: 2e-3, bulk: -1.5e-3, B: [0.1, -0.2, 0.3], full: true }, holed],
];

describe('cpu: field and energy', () => {
  it.each(cases)('%s', async (_name, p, geometry) => {
    // Shapes that hold no cell of a row would be refused.
    const row = p.cells[1] === 1, all = sceneOf(p, geometry);
    const input = row ? { ...all, regions: [{ ...all.regions![0], geometry: box([2, 0, 6, 1]) }] } : all;
    const m = initialMagnetization(parseScene(input));
    const B = fieldByDifferences(p, m), rate = await filmRate(input, m), off = new Float64Array(m.length);
    for (let o = 0; o < m.length; o += 3) {
      const [x, y, z] = m.subarray(o), [bx, by, bz] = B.subarray(o);
      off[o] = rate[o] / GAMMA + (y * bz - z * by);
      off[o + 1] = rate[o + 1] / GAMMA + (z * bx - x * bz);
      off[o + 2] = rate[o + 2] / GAMMA + (x * by - y * bx);
    }
    small('m x B, T per T', largest(off) / largest(B), 1e-12); // at most 6.3e-14, with full magnetostatics

    const r = await evolveFilm(input, m);
    const e = filmEnergies(p, m, p.full ? new BruteFilm(p.cells, p.cellSize) : undefined);
    const scale = Object.values(e).reduce((a, b) => a + Math.abs(b), 0);
    const found: Record<string, number> = { E_exchange: e.exchange, E_anisotropy: e.anisotropy, E_zeeman: e.zeeman, E_total: e.exchange + e.dmi + e.anisotropy + e.zeeman + e.demag };
    if (p.full || p.factors) found.E_demag = e.demag;
    if (p.interfacial || p.bulk) found.E_dmi = e.dmi;
    for (const [name, value] of Object.entries(found)) small(name, (r.column(name)[0] - value) / scale, 1e-12); // 1.3e-14
  });
});

/** Cells that hardly know of each other, in a film whose columns from the third on are another material. */
function cellsOf(material: Partial<SceneInput['material']>, region: NonNullable<Region['material']>, more: Partial<SceneInput>): SceneInput {
  return {
    grid: { cells: [6, 2], cellSize: [dx, dy, dz] },
    material: { Ms, A: weak, alpha: 0, ...material },
    regions: [{ geometry: box([2, 0, 6, 2]), material: { A: weak, ...region } }],
    initial: { kind: 'uniform', m: [0.6, 0, 0.8] },
    ...more,
    run: { duration: 1e-10, method: 'rk4', fixedStep: 2.5e-14 },
  };
}

const at = (m: Float64Array, x: number, y: number): [number, number, number] => [m[3 * (6 * y + x)], m[3 * (6 * y + x) + 1], m[3 * (6 * y + x) + 2]];

describe('cpu: a cell of either material', () => {
  it('precesses about an axis of its own strength, exactly', async () => {
    const own = [{ Ms, Ku1: 1e5 }, { Ms: 5e5, Ku1: -3e4 }];
    const axis = (Ku1: number) => [{ axis: [0, 0, 1] as Vector, Ku1 }];
    const input = cellsOf({ anisotropy: axis(own[0].Ku1) }, { Ms: own[1].Ms, anisotropy: axis(own[1].Ku1) }, { demag: { factors: [0.1, 0.1, 0.8] }, field: { B: [0, 0, 0.3] } });
    const { final } = await evolveFilm(input, initialMagnetization(parseScene(input)));
    for (const [x, k] of [[0, 0], [1, 0], [2, 1], [5, 1]] as const) {
      const [mx, my, mz] = at(final, x, 1);
      // Along z all of it: B + 2 Ku1 mz/Ms - mu0 Ms (Nz - Nx) mz.
      const omega = GAMMA * (0.3 + (2 * own[k].Ku1 * 0.8) / own[k].Ms - MU0 * own[k].Ms * 0.7 * 0.8);
      const turns = (Math.atan2(my, mx) - omega * 1e-10) / (2 * Math.PI);
      small(`turns of column ${x}`, turns - Math.round(turns), 1e-10); // 3e-15
      small(`mz of column ${x}`, mz - 0.8, 1e-12);
    }
  });

  it('is damped by an alpha of its own: tan(theta/2) falls as exp(-alpha gamma B t/(1 + alpha^2))', async () => {
    const input = cellsOf({ alpha: 0.1 }, { alpha: 0.5 }, { field: { B: [0, 0, 0.5] } });
    const { final } = await evolveFilm(input, initialMagnetization(parseScene(input)));
    const half = (z: number) => Math.sqrt((1 - z) / (1 + z));
    for (const [x, alpha] of [[0, 0.1], [5, 0.5]]) near(`tan(theta/2) of column ${x}`, half(at(final, x, 0)[2]) / half(0.8), Math.exp((-alpha * GAMMA * 0.5 * 1e-10) / (1 + alpha ** 2)), 1e-10); // 7e-13
  });

  it('is turned by a current as its own P/Ms and beta say', async () => {
    const transport = { polarization: 0.7, beta: 0.1, conductivity: 4e6, closure: 'prescribed', j: [2e12, 0] } as const;
    const input: SceneInput = {
      ...cellsOf({ alpha: 0.1 }, { Ms: 3e5, alpha: 0.4 }, {}),
      regions: [{ geometry: box([2, 0, 6, 2]), material: { A: weak, Ms: 3e5, alpha: 0.4 }, transport: { polarization: -0.3, beta: 0.4 } }],
      transport: { ...transport, j: [...transport.j] },
    };
    const m = initialMagnetization(parseScene({ ...input, initial: { kind: 'random', seed: 3 } }));
    const rate = await filmRate(input, m);
    for (const [x, P, M] of [[2, -0.3, 3e5], [3, -0.3, 3e5]]) {
      // With alpha = beta the texture moves rigidly: dm/dt = b j dm/dx.
      const b = (GAMMA * HBAR * P) / (2 * E * M), [l2, l, c, r, r2] = [-2, -1, 0, 1, 2].map((k) => at(m, x + k, 1));
      const d = c.map((_, k) => (8 * (r[k] - l[k]) - (r2[k] - l2[k])) / (12 * dx)), along = d[0] * c[0] + d[1] * c[1] + d[2] * c[2];
      at(rate, x, 1).forEach((v, k) => small(`column ${x}, component ${k}`, v / (b * 2e12 * (d[k] - along * c[k])) - 1, 1e-12));
    }
  });
});

describe('cpu: where two materials meet', () => {
  /**
   * A wall comes from the left half and is pinned at the right one up to (2 K/Ms) (1 - eK eA)/(1 + sqrt(eM eA))^2, of the right half and of the ratios of left to
   * right: H. Kronmueller, D. Goll, Physica B 319, 122 (2002). Jumps in A, K and Ms, and the fields in T, as in P. Heistracher et al.,
   * J. Magn. Magn. Mater. 548, 168875 (2022). The cells raise it by their square: seen by bisection, in per cent, 0.43, 1.5, 3.2, 2.1, 0.35, 0.59
   * with 1 nm, and 0.18 with 0.5 nm, the wall being sqrt(A/K) = 1.6 to 5 nm wide.
   */
  const hard = { A: 1e-11, Ms: 1 / MU0, Ku1: 1e6 };
  const axis = (Ku1: number) => [{ axis: [0, 0, 1] as Vector, Ku1 }];
  const wire = (left: typeof hard, B: number, cells: number): SceneInput => {
    const size = 8e-8 / cells;
    return {
      grid: { cells: [cells, 1], cellSize: [size, 1e-8, 1e-8] },
      material: { A: hard.A, Ms: hard.Ms, alpha: 1, anisotropy: axis(hard.Ku1) },
      regions: [{ geometry: { shape: 'rectangle', size: [4e-8, 1e-8], at: [2e-8, 5e-9] }, material: { A: left.A, Ms: left.Ms, anisotropy: axis(left.Ku1) } }],
      initial: { kind: 'wall', left: [0, 0, 1], centre: [0, 1, 0], right: [0, 0, -1], at: 3.5e-8, width: 4e-9 },
      field: { B: [0, 0, B] },
      run: { duration: cells > 80 ? 6e-10 : 8e-10 },
      output: { sampleEvery: 2e-11 },
    };
  };

  it.each([
    ['A, K and Ms', { A: 2.5e-12, Ku1: 1e5, Ms: 0.25 / MU0 }, 1.568, 80, 0.01],
    ['A and K', { A: 2.5e-12, Ku1: 1e5 }, 1.089, 80, 0.025],
    ['A and Ms', { A: 2.5e-12, Ms: 0.25 / MU0 }, 1.206, 80, 0.04],
    ['A', { A: 2.5e-12 }, 0.838, 80, 0.03],
    ['K and Ms', { Ku1: 1e5, Ms: 0.25 / MU0 }, 1.005, 80, 0.01],
    ['K', { Ku1: 1e5 }, 0.565, 80, 0.02],
    ['A, K and Ms, in cells of half the size', { A: 2.5e-12, Ku1: 1e5, Ms: 0.25 / MU0 }, 1.568, 160, 0.006],
  ] as const)('a wall is held below the depinning field and let go above it: a jump of %s', async (_name, jump, table, cells, above) => {
    const left = { ...hard, ...jump };
    const [eA, eK, eM] = [left.A / hard.A, left.Ku1 / hard.Ku1, left.Ms / hard.Ms];
    const depinning = ((2 * hard.Ku1) / hard.Ms) * ((1 - eK * eA) / (1 + Math.sqrt(eM * eA)) ** 2);
    near('closed form, T', depinning, table, 1e-3);
    const held = await runFilm(wire(left, (1 - above / 2) * depinning, cells), 'cpu'), gone = await runFilm(wire(left, (1 + above) * depinning, cells), 'cpu');
    // Its middle stays within a wall width of the boundary.
    small('held, m', held.column('wall_x').at(-1)! - 4e-8, 4e-9);
    expect(gone.column('mz').at(-1)).toBeGreaterThan(0.999);
  });
});

describe('cpu: regions that change nothing', () => {
  it('of equal constants give the motion without regions, to round-off', async () => {
    const input: SceneInput = {
      grid: { cells: [nx, ny], cellSize: [dx, dy, dz] },
      geometry: holed,
      material: { Ms, A, alpha: 0.05, dmi: { interfacial: 1e-3 }, anisotropy: [{ axis: [1, 2, 2], Ku1: 4e5 }, { kind: 'cubic', Kc1: 1e4 }] },
      demag: 'full',
      initial: { kind: 'random', seed: 8 },
      field: { B: [0.1, 0, 0.2] },
      transport: { polarization: 0.6, beta: 0.1, conductivity: 4e6, j: [2e12, 1e12] },
      run: { duration: 1e-12, method: 'rk4', fixedStep: 2.5e-14 },
      output: { sampleEvery: 5e-13 },
    };
    const m = initialMagnetization(parseScene(input));
    const regions = boxes.map((of) => ({ geometry: box(of), material: { Ms, A } }));
    const a = await evolveFilm(input, m), b = await evolveFilm({ ...input, regions }, m);
    expect(distance(a.initial, a.final)).toBeGreaterThan(0.1);
    small('m', distance(a.final, b.final), 1e-13); // 3e-16
    for (const name of ['E_total', 'E_demag', 'max_torque', 'P_gilbert', 'P_joule', 'P_cross', 'P_in', 'emf', 'V', 'dt']) small(name, b.column(name).at(-1)! / a.column(name).at(-1)! - 1, 1e-12);
  });
});

/** A vortex in a disk of three materials. */
const vortex = (transport: NonNullable<SceneInput['transport']>, tolerance: number, more: Partial<SceneInput> = {}): SceneInput => ({
  grid: { cells: [16, 16], cellSize: [5e-9, 5e-9, 1e-8] },
  geometry: { shape: 'disk', diameter: 8e-8 },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02, dmi: { interfacial: 3e-4 } },
  regions: [
    { geometry: { shape: 'rectangle', size: [4e-8, 8e-8], at: [2e-8, 4e-8] }, material: { Ms: 6e5, A: 9e-12, alpha: 0.05, anisotropy: [{ axis: [0, 0, 1], Ku1: 3e4 }] }, transport: { polarization: 0.3, beta: 0.3, conductivity: 0.5 * transport.conductivity! } },
    { geometry: { shape: 'disk', diameter: 3e-8, at: [5e-8, 4e-8] }, material: { Ms: 1e6, A: 1.6e-11, alpha: 0.03 }, transport: { polarization: -0.4, beta: -0.1, conductivity: 3 * transport.conductivity! } },
  ],
  demag: 'full',
  initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [4.6e-8, 4e-8] },
  field: { B: [5e-3, 0, 2e-3], waveform: { kind: 'sine', frequency: 1e9 } },
  transport,
  run: { duration: 3e-10, tolerance },
  output: { sampleEvery: 1e-11 },
  ...more,
});

const drives: [string, NonNullable<SceneInput['transport']>][] = [
  ['current given, aslant and swinging', { polarization: 0.7, beta: 0.1, conductivity: 4e6, closure: 'prescribed', j: [2e12, 1e12], jWaveform: { kind: 'sine', frequency: 2e9, offset: 0.5 } }],
  ['closure local, strong', { polarization: 0.7, beta: 0.05, conductivity: 5e8, closure: 'local' }],
];

describe.each(backends)('%s: ledger of a vortex in three materials', (backend) => {
  it.each(drives)('%s', async (_name, transport) => {
    const r = await runFilm(vortex(transport, backend === 'cpu' ? 1e-9 : 1e-6), backend);
    const ledger = r.column('ledger');
    // 5e-9 and 2e-6: the bounds are those of test/physics/film-ledger.test.ts.
    if (backend === 'cpu') small('ledger', largest(ledger), 1e-7);
    else small('ledger, past the first third', largest(ledger.subarray(10)), 5e-4);
    expect(largest(r.column('P_cross'))).toBeGreaterThan(0.01 * largest(r.column('P_gilbert')));
    expect(Math.abs(r.column('charge').at(-1)!)).toBeGreaterThan(0.3); // still a vortex
  });
});

describe('cpu: readings of a film of three materials', () => {
  /** dE/dt by central differences of the column, and P_in less the dissipation. */
  function balance(r: FilmResult, every: number): [number, number] {
    const k = 2, energy = r.column('E_total'), p = (name: string) => r.column(name)[k];
    return [(8 * (energy[k + 1] - energy[k - 1]) - (energy[k + 2] - energy[k - 2])) / (12 * every), p('P_in') - p('P_gilbert') - p('P_joule') - p('P_cross')];
  }

  it.each(drives)('powers are those of the moment: %s', async (_name, transport) => {
    const every = 1e-13;
    const r = await runFilm(vortex(transport, 1e-9, { run: { duration: 4 * every, method: 'rk4', fixedStep: every / 8 }, output: { sampleEvery: every } }), 'cpu');
    const [change, supplied] = balance(r, every);
    near('dE/dt', supplied, change, 1e-5); // the differences of E: 1e-6, and sixteen times that at twice the distance
  });

  it('closure local: every cell heats itself with its own emf', async () => {
    const r = await runFilm(vortex(drives[1][1], 1e-9, { field: { B: [5e-3, 0, 2e-3] }, run: { duration: 2e-11, tolerance: 1e-9 }, output: { sampleEvery: 1e-11 } }), 'cpu');
    expect(r.column('P_joule').at(-1)!).toBeGreaterThan(1e-3 * r.column('P_gilbert').at(-1)!);
    small('P_in', r.column('P_in').at(-1)! / r.column('P_joule').at(-1)!, 1e-9);
  });

  it('the voltage of a given current is j/sigma added up along the rows, their mean, less the emf', async () => {
    const sigma = [4e6, 1e6, 8e6], j = 3e11;
    const input: SceneInput = {
      grid: { cells: [nx, ny], cellSize: [dx, dy, dz] },
      material: { Ms, A, alpha: 0.1 },
      regions: boxes.map((of, k) => ({ geometry: box(of), transport: { conductivity: sigma[k + 1] } })),
      initial: { kind: 'random', seed: 2 },
      transport: { polarization: 0.5, conductivity: sigma[0], j: [j, 0] },
      run: { duration: 1e-14, method: 'rk4', fixedStep: 1e-14 },
    };
    const r = await runFilm(input, 'cpu');
    const drop = numbers(nx, ny).reduce((sum, k) => sum + (j * dx) / sigma[k] / ny, 0);
    near('V + emf', r.column('V')[0] + r.column('emf')[0], drop, 1e-9);
    near('P_joule', r.column('P_joule')[0], numbers(nx, ny).reduce((sum, k) => sum + (j ** 2 / sigma[k]) * dx * dy * dz, 0), 1e-12);
  });

  it('a start relaxes with the damping of relaxation everywhere, and to the rest of these materials', async () => {
    const input = vortex(drives[0][1], 1e-6, { field: {}, run: { duration: 1e-12, relaxFirst: 'without-drive' }, output: { sampleEvery: 1e-12 } });
    const r = await runFilm({ ...input, transport: undefined, regions: input.regions!.map(({ geometry, material }) => ({ geometry, material })) }, 'cpu');
    small('torque at rest, T', r.column('max_torque')[0], 1e-5);
    const other = await runFilm({ ...input, transport: undefined, regions: undefined }, 'cpu');
    expect(distance(r.initial, other.initial)).toBeGreaterThan(0.1);
  });
});
