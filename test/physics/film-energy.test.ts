/**
 * Every term of a film, magnetostatics and masks included: dm/dt without damping is -gamma m x B with B = -(1/(Ms V)) dE/dm
 * of an energy that the test writes down itself (test/support/oracle/film.ts), and the energy columns are that energy.
 */
import { describe, expect, it } from 'vitest';
import { initialMagnetization } from '../../src/scene/initial.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';
import { BruteFilm } from '../support/demag.js';
import { largest, small } from '../support/measured.js';
import { GAMMA } from '../support/oracle/constants.js';
import { fieldByDifferences, filmEnergies, type FilmTerms } from '../support/oracle/film.js';
import { evolveFilm, filmRate } from '../support/oracle/filmRun.js';

const Ms = 8e5, A = 1.3e-11, weak = 1e-30;

/** The scene of these terms, with a random magnetization. */
function sceneOf(p: FilmTerms, geometry?: SceneInput['geometry']): SceneInput {
  return {
    grid: { cells: [...p.cells], cellSize: [...p.cellSize], periodic: p.periodic ? [...p.periodic] : [false, false] },
    geometry,
    material: {
      Ms, A: p.A ?? weak, alpha: 0, dmi: { interfacial: p.interfacial ?? 0, bulk: p.bulk ?? 0 },
      anisotropy: p.uniaxial ? [{ axis: [...p.uniaxial.axis], Ku1: p.uniaxial.Ku1 }] : [],
    },
    demag: p.full ? 'full' : p.factors ? { factors: [...p.factors] } : 'none',
    initial: { kind: 'random', seed: 5 },
    field: { B: p.B ? [...p.B] : [0, 0, 0] },
    run: { duration: 1e-16, method: 'rk4', fixedStep: 1e-16 },
  };
}

const size = [3e-9, 4e-9, 5e-9] as const;
const disk = { shape: 'disk', diameter: 21e-9 } as const;
const holed = { shape: 'and', of: [{ shape: 'ellipse', size: [27e-9, 28e-9] }, { shape: 'not', of: { shape: 'rectangle', size: [7e-9, 5e-9], at: [12e-9, 18e-9] } }] } satisfies SceneInput['geometry'];
const everything = { A, interfacial: 2e-3, bulk: -1.5e-3, uniaxial: { axis: [1, 2, 2], Ku1: 4e5 }, B: [0.1, -0.2, 0.3] } as const;

const cases: [string, FilmTerms, SceneInput['geometry']?][] = [
  ['exchange', { cells: [9, 7], cellSize: size, Ms, A }],
  ['exchange, periodic both ways', { cells: [5, 3], cellSize: size, periodic: [true, true], Ms, A }],
  ['exchange, periodic along y, two rows', { cells: [5, 2], cellSize: size, periodic: [false, true], Ms, A }],
  ['exchange, disk', { cells: [9, 7], cellSize: size, Ms, A }, disk],
  ['interfacial DMI', { cells: [9, 7], cellSize: size, Ms, interfacial: 3e-3 }],
  ['interfacial DMI, holed', { cells: [9, 8], cellSize: size, Ms, interfacial: 3e-3 }, holed],
  ['bulk DMI', { cells: [9, 7], cellSize: size, Ms, bulk: 3e-3 }],
  ['bulk DMI, periodic along x, disk', { cells: [7, 7], cellSize: size, periodic: [true, false], Ms, bulk: 3e-3 }, disk],
  ['uniaxial', { cells: [5, 4], cellSize: size, Ms, uniaxial: { axis: [1, 2, 2], Ku1: 4e5 } }],
  ['demagnetizing factors', { cells: [5, 4], cellSize: size, Ms, factors: [0.1, 0.2, 0.7] }],
  ['magnetostatics', { cells: [7, 5], cellSize: size, Ms, full: true }],
  ['magnetostatics, one row', { cells: [11, 1], cellSize: size, Ms, full: true }],
  ['magnetostatics, one column', { cells: [1, 6], cellSize: size, Ms, full: true }],
  ['magnetostatics, holed', { cells: [9, 8], cellSize: size, Ms, full: true }, holed],
  ['all at once, holed', { cells: [9, 8], cellSize: size, Ms, ...everything, full: true }, holed],
];

describe('cpu: field and energy', () => {
  it.each(cases)('%s', async (_name, p, geometry) => {
    const input = sceneOf(p, geometry), m = initialMagnetization(parseScene(input));
    if (geometry) {
      const inside = m.reduce((n, v) => n + v * v, 0);
      expect(inside).toBeGreaterThan(5);
      expect(inside).toBeLessThan(m.length / 3 - 3);
    }
    const B = fieldByDifferences(p, m), rate = await filmRate(input, m), off = new Float64Array(m.length);
    for (let o = 0; o < m.length; o += 3) {
      const [x, y, z] = m.subarray(o), [bx, by, bz] = B.subarray(o);
      off[o] = rate[o] / GAMMA + (y * bz - z * by);
      off[o + 1] = rate[o + 1] / GAMMA + (z * bx - x * bz);
      off[o + 2] = rate[o + 2] / GAMMA + (x * by - y * bx);
    }
    small('m x B, T per T', largest(off) / largest(B), 1e-12); // at most 9e-14, with full magnetostatics

    const r = await evolveFilm(input, m);
    const e = filmEnergies(p, m, p.full ? new BruteFilm(p.cells, p.cellSize) : undefined);
    const scale = Object.values(e).reduce((a, b) => a + Math.abs(b), 0);
    const found: Record<string, number> = { E_exchange: e.exchange, E_anisotropy: e.anisotropy, E_zeeman: e.zeeman, E_total: e.exchange + e.dmi + e.anisotropy + e.zeeman + e.demag };
    if (p.full || p.factors) found.E_demag = e.demag;
    if (p.interfacial || p.bulk) found.E_dmi = e.dmi;
    for (const [name, value] of Object.entries(found)) small(name, (r.column(name)[0] - value) / scale, 1e-12); // 1e-14
  });
});
