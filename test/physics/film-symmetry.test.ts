/**
 * The whole dynamics of a film, magnetostatics, DMI, current and motive force included, turned by 90 degrees, mirrored and
 * shifted: the same motion to round-off. m and B are axial vectors, j is a polar one; bulk DMI changes its sign in a mirror.
 */
import { describe, expect, it } from 'vitest';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { distance, small } from '../support/measured.js';
import { evolveFilm, type FilmResult } from '../support/oracle/filmRun.js';

type Field = Float64Array;

interface Film { nx: number; ny: number; dx: number; dy: number; periodic: boolean; B: [number, number, number]; j: [number, number]; bulk: number; axis: [number, number, number]; closure: 'prescribed' | 'local'; order: 2 | 4; regions: [number, number][][] }

const film: Film = { nx: 11, ny: 6, dx: 3e-9, dy: 4e-9, periodic: false, B: [0.05, -0.03, 0.1], j: [4e12, -3e12], bulk: 1e-3, axis: [1, 2, -1], closure: 'prescribed', order: 4, regions: [] };

/** Cells of two other materials, by column and row. */
const blocks: [number, number][][] = [[[2, 1], [3, 1], [3, 2], [4, 2], [2, 2], [10, 4]], [[7, 0], [7, 1], [8, 1], [0, 3], [4, 1], [3, 2]]];

const sceneOf = (f: Film): SceneInput => ({
  grid: { cells: [f.nx, f.ny], cellSize: [f.dx, f.dy, 5e-9], periodic: [f.periodic, f.periodic] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.05, dmi: { interfacial: 2e-3, bulk: f.bulk }, anisotropy: [{ axis: f.axis, Ku1: 2e5 }] },
  regions: f.regions.map((cells, k) => ({
    geometry: { shape: 'or', of: cells.map(([x, y]) => ({ shape: 'rectangle', size: [f.dx, f.dy], at: [(x + 0.5) * f.dx, (y + 0.5) * f.dy] })) },
    material: { Ms: [5e5, 1.2e6][k], A: [6e-12, 2e-11][k], alpha: [0.1, 0.02][k], ...(k === 0 ? {} : { anisotropy: [] }) },
    transport: { polarization: [-0.3, 0.5][k], beta: [0.3, 0.05][k], conductivity: (f.closure === 'local' ? 3e7 : 4e6) * [0.4, 2][k] },
  })),
  demag: 'full',
  initial: { kind: 'random', seed: 9 },
  field: { B: f.B },
  transport: { polarization: 0.7, beta: 0.1, conductivity: f.closure === 'local' ? 3e7 : 4e6, closure: f.closure, j: f.closure === 'local' ? undefined : f.j },
  run: { duration: 5e-13, method: 'rk4', fixedStep: 2.5e-14, gradientOrder: f.order },
  output: { sampleEvery: 2.5e-13 },
});

/** A random magnet with a hole and a notch, lopsided on purpose; without empty cells where the film is periodic. */
function startOf(f: Film): Field {
  const m = initialMagnetization(parseScene(sceneOf(f)));
  if (f.periodic) return m;
  for (const [x, y] of [[0, 0], [1, 0], [0, 1], [10, 5], [5, 2], [6, 2], [6, 3], [9, 0]]) m.fill(0, 3 * (y * f.nx + x), 3 * (y * f.nx + x) + 3);
  return m;
}

/** m'[place(x, y)] = turn(m[x, y]) on a grid nx wide. */
function carried(m: Field, from: Film, nx: number, place: (x: number, y: number) => [number, number], turn: (v: number[]) => number[]): Field {
  const out = new Float64Array(m.length);
  for (let y = 0; y < from.ny; y++) {
    for (let x = 0; x < from.nx; x++) {
      const [px, py] = place(x, y), o = 3 * (y * from.nx + x);
      out.set(turn([...m.subarray(o, o + 3)]), 3 * (py * nx + px));
    }
  }
  return out;
}

const placed = (f: Film, place: (x: number, y: number) => [number, number]): Film['regions'] => f.regions.map((cells) => cells.map(([x, y]) => place(x, y)));

const scalars = ['E_exchange', 'E_dmi', 'E_demag', 'E_total', 'max_torque', 'P_gilbert'];

function alike(a: FilmResult, b: FilmResult, expected: Field): void {
  expect(distance(a.initial, a.final)).toBeGreaterThan(0.1); // it does move
  small('m', distance(b.final, expected), 1e-11); // at most 1.5e-12 after 20 steps
  for (const name of scalars) small(name, b.column(name).at(-1)! / a.column(name).at(-1)! - 1, 1e-11);
}

describe.each([
  ['current, fourth order', film],
  ['current, second order', { ...film, order: 2 as const }],
  ['local', { ...film, closure: 'local' as const }],
  ['current, regions', { ...film, regions: blocks }],
  ['local, regions', { ...film, closure: 'local' as const, regions: blocks }],
])('cpu: %s', (_name, f) => {
  if (f.regions.length > 0) {
    it('not without the regions turned', async () => {
      const m = startOf(f), a = await evolveFilm(sceneOf(f), m), b = await evolveFilm(sceneOf({ ...f, regions: [f.regions[1], f.regions[0]] }), m);
      expect(distance(a.final, b.final)).toBeGreaterThan(1e-3);
    });
  }

  it('turned by 90 degrees', async () => {
    const rot = ([x, y, z]: number[]) => [-y, x, z];
    const m = startOf(f), a = await evolveFilm(sceneOf(f), m);
    const turned: Film = { ...f, nx: f.ny, ny: f.nx, dx: f.dy, dy: f.dx, B: rot(f.B) as Film['B'], axis: rot(f.axis) as Film['axis'], j: [-f.j[1], f.j[0]], regions: placed(f, (x, y) => [f.ny - 1 - y, x]) };
    const to = (v: Field) => carried(v, f, f.ny, (x, y) => [f.ny - 1 - y, x], rot);
    const b = await evolveFilm(sceneOf(turned), to(m));
    alike(a, b, to(a.final));
  });

  it('in a mirror', async () => {
    const axial = ([x, y, z]: number[]) => [x, -y, -z];
    const m = startOf(f), a = await evolveFilm(sceneOf(f), m);
    const mirrored: Film = { ...f, B: axial(f.B) as Film['B'], axis: axial(f.axis) as Film['axis'], j: [-f.j[0], f.j[1]], bulk: -f.bulk, regions: placed(f, (x, y) => [f.nx - 1 - x, y]) };
    const to = (v: Field) => carried(v, f, f.nx, (x, y) => [f.nx - 1 - x, y], axial);
    const b = await evolveFilm(sceneOf(mirrored), to(m));
    alike(a, b, to(a.final));
    small('emf', b.column('emf').at(-1)! / -a.column('emf').at(-1)! - 1, 1e-10); // its direction turns with the mirror
    // A test of the test: bulk DMI left as it was is another magnet.
    const wrong = await evolveFilm(sceneOf({ ...mirrored, bulk: f.bulk }), to(m));
    expect(distance(wrong.final, to(a.final))).toBeGreaterThan(1e-3);
  });

  it('shifted, periodic', async () => {
    const p: Film = { ...f, periodic: true };
    const m = startOf(p), a = await evolveFilm(sceneOf(p), m);
    const to = (v: Field) => carried(v, p, p.nx, (x, y) => [(x + 4) % p.nx, (y + 3) % p.ny], (v) => v);
    const b = await evolveFilm(sceneOf({ ...p, regions: placed(p, (x, y) => [(x + 4) % p.nx, (y + 3) % p.ny]) }), to(m));
    alike(a, b, to(a.final));
    small('emf', b.column('emf').at(-1)! / a.column('emf').at(-1)! - 1, 1e-10);
  });
});
