/**
 * Films whose current finds its own way (docs/physics.md, section 9): a wire by the potential against the wire's one number, the
 * energy balance of a vortex between two leads with a load, V = R I - emf, and everything turned by 90 degrees.
 */
import { describe, expect, it } from 'vitest';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { backends } from '../support/library.js';
import { distance, largest, small } from '../support/measured.js';
import { evolveFilm, runFilm } from '../support/oracle/filmRun.js';

/** Conducts five hundred times as well as permalloy, so that what the current does back can be seen. */
const strong = 2e9;

describe.each(backends)('%s: a wire by its potential', (backend) => {
  const wire = (closure: 'circuit' | 'open', more: object = {}): SceneInput => ({
    grid: { cells: [64, 1], cellSize: [3e-9, 1e-7, 5e-9] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05, anisotropy: [{ axis: [1, 0, 0], Ku1: 1e5 }, { axis: [0, 0, 1], Ku1: -4e4 }] },
    initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 32.5 * 3e-9 },
    field: { B: [8e-3, 0, 0] },
    transport: { polarization: 0.6, beta: 0.1, conductivity: strong, closure, ...(closure === 'circuit' ? { voltage: 2e-6, load: 0.05 } : {}), ...more },
    run: { duration: backend === 'cpu' ? 1e-9 : 2e-10, tolerance: backend === 'cpu' ? 1e-9 : 1e-6 },
    output: { sampleEvery: 4e-11 },
  });
  const probe = { probes: [{ name: 'middle', at: [1e-7, 0] as [number, number] }] };

  it.each(['circuit', 'open'] as const)('%s', async (closure) => {
    const plain = await runFilm(wire(closure), backend), film = await runFilm(wire(closure, probe), backend);
    const bound = backend === 'cpu' ? 1e-6 : 2e-3;
    for (const name of ['V', 'emf', 'wall_x', 'wall_phi', 'P_gilbert', ...(closure === 'circuit' ? ['I', 'P_joule', 'P_in'] : [])]) {
      small(name, distance(film.column(name), plain.column(name)) / largest(plain.column(name)), bound);
    }
    if (closure === 'circuit') expect(largest(film.column('I'))).toBeGreaterThan(0);
    small('m', distance(film.final, plain.final), bound);
  });
});

const disk = (closure: NonNullable<SceneInput['transport']>, tolerance: number): SceneInput => ({
  grid: { cells: [16, 16], cellSize: [5e-9, 5e-9, 1e-8] },
  geometry: { shape: 'disk', diameter: 8e-8 },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.02 },
  demag: 'full',
  initial: { kind: 'vortex', circulation: 1, polarity: 1, at: [5e-8, 4e-8] },
  transport: closure,
  run: { duration: 8e-11, tolerance },
  output: { sampleEvery: 4e-12 },
});

const between = { polarization: 0.7, beta: 0.05, conductivity: strong };
const circuits: readonly (readonly [string, NonNullable<SceneInput['transport']>])[] = [
  ['gyrates freely into a load', { ...between, closure: 'circuit' as const, load: 0.5 }],
  ['driven by a voltage that swings', { ...between, closure: 'circuit' as const, load: 0.5, voltage: 3e-4, voltageWaveform: { kind: 'sine' as const, frequency: 2e9 } }],
  ['by itself, eddy currents only', { ...between, closure: 'open' as const }],
  ['two bands', { ...between, closure: 'two-band' as const, spinFlipLength: 1e-8, load: 0.5 }],
  // Within the bound alpha >= kappa |grad m|^2, beyond which that model makes energy.
  ['in the fields', { ...between, conductivity: 3e7, closure: 'landau-lifshitz' as const, load: 30 }],
];

describe.each(backends)('%s: a vortex between two leads', (backend) => {
  const tolerance = backend === 'cpu' ? 1e-8 : 1e-6;
  // A software adapter takes its time: one of each closure.
  it.each(circuits.filter((_, k) => backend === 'cpu' || (k !== 1 && k !== 2)))('%s', async (_name, transport) => {
    const r = await runFilm(disk(transport, tolerance), backend);
    if (backend === 'cpu') small('ledger', largest(r.column('ledger')), 1e-6);
    else small('ledger, past the first third', largest(r.column('ledger').subarray(7)), 5e-4);
    expect(largest(r.column('P_joule'))).toBeGreaterThan(1e-4 * largest(r.column('P_gilbert')));
    expect(largest(r.column('solve_residual'))).toBeLessThanOrEqual(r.column('solve_tolerance')[0]);
  });
});

describe('cpu: V = R I - emf', () => {
  // By reciprocity, with the current of the film at rest for a weight: V and I come from the solver, emf from the cells.
  it('for a vortex in a disk with leads of its own', async () => {
    const leads = [
      { name: 'west', geometry: { shape: 'rectangle' as const, size: [2e-8, 4e-8] as [number, number], at: [5e-9, 4e-8] as [number, number] }, voltage: 1e-4 },
      { name: 'east', geometry: { shape: 'rectangle' as const, size: [2e-8, 3e-8] as [number, number], at: [7.5e-8, 5e-8] as [number, number] }, voltage: 0, resistance: 0.2 },
    ];
    const r = await runFilm(disk({ polarization: 0.7, beta: 0.05, conductivity: strong, closure: 'circuit', leads }, 1e-9), 'cpu');
    const [V, I, emf] = ['V', 'I', 'emf'].map((name) => r.column(name));
    const R = (V[3] + emf[3]) / I[3];
    small('V + emf - R I', largest(V.map((v, k) => v + emf[k] - R * I[k])) / largest(emf), 1e-6);
    expect(R).toBeGreaterThan(0);
  });
});

describe('cpu: turned by 90 degrees', () => {
  const film = { nx: 11, ny: 6, dx: 3e-9, dy: 4e-9 };
  const scene = (turned: boolean, closure: 'circuit' | 'two-band' | 'landau-lifshitz'): SceneInput => {
    const { nx, ny, dx, dy } = film;
    const turn = (v: [number, number, number]): [number, number, number] => (turned ? [-v[1], v[0], v[2]] : v);
    const [first, second] = turned ? (['bottom', 'top'] as const) : (['left', 'right'] as const);
    return {
      grid: { cells: turned ? [ny, nx] : [nx, ny], cellSize: turned ? [dy, dx, 5e-9] : [dx, dy, 5e-9] },
      material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05, anisotropy: [{ axis: turn([1, 2, -1]), Ku1: 2e5 }] },
      demag: 'full',
      initial: { kind: 'random', seed: 9 },
      field: { B: turn([0.05, -0.03, 0.1]) },
      transport: {
        polarization: 0.7, beta: 0.1, conductivity: strong / 10, closure, ...(closure === 'circuit' ? { amr: 0.3 } : closure === 'two-band' ? { spinFlipLength: 5e-9 } : {}),
        leads: [{ name: 'a', edge: first, voltage: 1e-3 }, { name: 'b', edge: second, voltage: 0, resistance: 1 }, { name: 'c', edge: turned ? 'left' : 'top', ...(turned ? { from: 9e-9, to: 1.8e-8 } : { from: 9e-9, to: 1.8e-8 }), current: 1e-6 }],
      },
      run: { duration: 5e-13, method: 'rk4', fixedStep: 2.5e-14, potentialTolerance: 1e-13 },
      output: { sampleEvery: 2.5e-13 },
    };
  };
  it.each(['circuit', 'two-band', 'landau-lifshitz'] as const)('%s', async (closure) => {
    const { nx, ny } = film;
    const m = initialMagnetization(parseScene(scene(false, closure)));
    for (const [x, y] of [[5, 2], [6, 2], [6, 3], [9, 1]]) m.fill(0, 3 * (y * nx + x), 3 * (y * nx + x) + 3);
    const carried = (v: Float64Array) => {
      const out = new Float64Array(v.length);
      for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++) {
        const o = 3 * (y * nx + x);
        out.set([-v[o + 1], v[o], v[o + 2]], 3 * (x * ny + (ny - 1 - y)));
      }
      return out;
    };
    const a = await evolveFilm(scene(false, closure), m), b = await evolveFilm(scene(true, closure), carried(m));
    expect(distance(a.initial, a.final)).toBeGreaterThan(0.1);
    small('m', distance(b.final, carried(a.final)), 1e-10);
    for (const name of ['U_a', 'I_a', 'U_b', 'I_b', 'U_c', 'P_joule', 'P_lambda', 'emf']) small(name, b.column(name).at(-1)! / a.column(name).at(-1)! - 1, 1e-9);
  });
});
