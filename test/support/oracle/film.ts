/**
 * The energy of a film, written down term by term as sums over cells and over bonds between neighbours, and its gradient
 * by central differences. Demagnetization by brute force (test/support/demag.ts). SI; nothing here is from src.
 *
 * Conventions: interfacial F = D [mz div m - (m . grad) mz], bulk F = D m . curl m, uniaxial F = -Ku1 (m.a)^2. Between cells of
 * different A half of the bond is in each: two springs in a row, of twice the stiffness each.
 */
import { BruteFilm } from '../demag.js';
import { MU0 } from './constants.js';

type Vector = readonly [number, number, number];

/** What a region is made of, all of it. */
export interface Substance {
  readonly Ms: number;
  readonly A: number;
  readonly uniaxial?: { readonly axis: Vector; readonly Ku1: number };
}

export interface FilmTerms {
  readonly cells: readonly [number, number];
  readonly cellSize: Vector;
  readonly periodic?: readonly [boolean, boolean];
  readonly Ms: number;
  readonly A?: number;
  readonly interfacial?: number;
  readonly bulk?: number;
  readonly uniaxial?: { readonly axis: Vector; readonly Ku1: number };
  readonly B?: Vector;
  readonly factors?: Vector;
  readonly full?: boolean;
  /** The region of each cell, 0 for what is made as said above, and what the others are made of. */
  readonly regions?: { readonly of: readonly number[]; readonly made: readonly Substance[] };
}

export interface FilmEnergies { exchange: number; dmi: number; anisotropy: number; zeeman: number; demag: number }

function substance(p: FilmTerms, cell: number): Substance {
  const region = p.regions?.of[cell] ?? 0;
  return region === 0 ? { Ms: p.Ms, A: p.A ?? 0, uniaxial: p.uniaxial } : p.regions!.made[region - 1];
}

/** @param m [nx * ny * 3], x fastest, zero where there is no magnet */
export function filmEnergies(p: FilmTerms, m: ArrayLike<number>, brute?: BruteFilm): FilmEnergies {
  const [nx, ny] = p.cells, [dx, dy, dz] = p.cellSize, volume = dx * dy * dz;
  const at = (x: number, y: number): { m: Vector; of: Substance } | null => {
    if (p.periodic?.[0]) x = (x + nx) % nx;
    if (p.periodic?.[1]) y = (y + ny) % ny;
    if (x >= nx || y >= ny) return null;
    const o = 3 * (y * nx + x), v: Vector = [m[o], m[o + 1], m[o + 2]];
    return v[0] === 0 && v[1] === 0 && v[2] === 0 ? null : { m: v, of: substance(p, y * nx + x) };
  };
  const sum: FilmEnergies = { exchange: 0, dmi: 0, anisotropy: 0, zeeman: 0, demag: 0 };
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++) {
      const cell = at(x, y);
      if (!cell) continue;
      const { m: a, of: { Ms, A, uniaxial } } = cell;
      const right = at(x + 1, y), up = at(x, y + 1);
      for (const [neighbour, d, axis] of [[right, dx, 0], [up, dy, 1]] as const) {
        if (!neighbour) continue;
        const b = neighbour.m, other = neighbour.of.A;
        const spring = A === other ? A : 1 / (0.5 / A + 0.5 / other);
        sum.exchange += (spring * volume * ((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2 + (b[2] - a[2]) ** 2)) / d ** 2;
        // mz d_i m_i - m_i d_i mz, both with the mean of the two cells: products of one with the other
        sum.dmi += ((p.interfacial ?? 0) * volume * (a[2] * b[axis] - a[axis] * b[2])) / d;
        // m . (e_i x d_i m)
        const cross = axis === 0 ? a[2] * b[1] - a[1] * b[2] : a[0] * b[2] - a[2] * b[0];
        sum.dmi += ((p.bulk ?? 0) * volume * cross) / d;
      }
      if (uniaxial) sum.anisotropy -= uniaxial.Ku1 * volume * ((a[0] * uniaxial.axis[0] + a[1] * uniaxial.axis[1] + a[2] * uniaxial.axis[2]) / Math.hypot(...uniaxial.axis)) ** 2;
      if (p.B) sum.zeeman -= Ms * volume * (a[0] * p.B[0] + a[1] * p.B[1] + a[2] * p.B[2]);
      if (p.factors) sum.demag += 0.5 * MU0 * Ms ** 2 * volume * (p.factors[0] * a[0] ** 2 + p.factors[1] * a[1] ** 2 + p.factors[2] * a[2] ** 2);
    }
  }
  if (p.full && brute) {
    const four = new Float64Array(4 * nx * ny);
    for (let i = 0; i < nx * ny; i++) four.set([m[3 * i], m[3 * i + 1], m[3 * i + 2], m[3 * i] || m[3 * i + 1] || m[3 * i + 2] ? substance(p, i).Ms / p.Ms : 0], 4 * i);
    sum.demag += MU0 * p.Ms ** 2 * volume * brute.energy(four);
  }
  return sum;
}

export const total = (e: FilmEnergies): number => e.exchange + e.dmi + e.anisotropy + e.zeeman + e.demag;

/** B = -(1/(Ms V)) dE/dm in T, [nx * ny * 3], by central differences; every energy here is at most quadratic, so these are exact but for rounding. */
export function fieldByDifferences(p: FilmTerms, m: Float64Array): Float64Array {
  const brute = p.full ? new BruteFilm(p.cells, p.cellSize) : undefined;
  const volume = p.cellSize[0] * p.cellSize[1] * p.cellSize[2];
  const step = 0.25, field = new Float64Array(m.length), moved = m.slice();
  for (let i = 0; i < m.length; i++) {
    const cell = 3 * Math.floor(i / 3);
    if (m[cell] === 0 && m[cell + 1] === 0 && m[cell + 2] === 0) continue;
    moved[i] = m[i] + step;
    const high = total(filmEnergies(p, moved, brute));
    moved[i] = m[i] - step;
    field[i] = -(high - total(filmEnergies(p, moved, brute))) / (2 * step * substance(p, cell / 3).Ms * volume);
    moved[i] = m[i];
  }
  return field;
}
