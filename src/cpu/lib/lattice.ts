/**
 * Twin of shaders/lib/lattice.wgsl and bonds.wgsl: neighbours, gradients and bonds on a film with free, masked or periodic
 * edges. Cells are vec4 with w = 0 outside the magnet; a neighbour that is not there has offset -1.
 */
import { PAR } from '../../plan/layout.js';
import type { Row } from './field.js';
import { bondExchange } from './material.js';

const { ASPECT, DMI_BULK, DMI_INTERFACIAL, EXCHANGE, EXCHANGE_Y } = PAR;

export interface Lattice {
  readonly nx: number;
  readonly ny: number;
  readonly periodicX: boolean;
  readonly periodicY: boolean;
}

/** Offset of the cell (x, y) in an array of vec4, or -1 where there is no magnet. */
export function look({ nx, ny, periodicX, periodicY }: Lattice, m: Float64Array, plane: number, x: number, y: number): number {
  if (periodicX) x = (x + 2 * nx) % nx;
  if (periodicY) y = (y + 2 * ny) % ny;
  if (x < 0 || y < 0 || x >= nx || y >= ny) return -1;
  const at = plane + 4 * (y * nx + x);
  return m[at + 3] > 0 ? at : -1;
}

/**
 * dm/dx and dm/dy of a cell at right angles to m, both in units of 1/dx, into dx[0..2] and dy[0..2]. c is the cell (x, y).
 * @param aspect dx/dy
 */
export function slopesAt(lattice: Lattice, near: number, far: number, m: Float64Array, plane: number, c: number, x: number, y: number, aspect: number, dx: Float64Array, dy: Float64Array): void {
  const { nx, ny } = lattice, row = 4 * nx;
  let l2: number, l: number, r: number, r2: number, d2: number, d: number, u: number, u2: number;
  if (x > 1 && y > 1 && x < nx - 2 && y < ny - 2) {
    if (m[c - 5] * m[c - 1] * m[c + 7] * m[c + 11] * m[c - 2 * row + 3] * m[c - row + 3] * m[c + row + 3] * m[c + 2 * row + 3] > 0) {
      // All of them magnet, as in most cells: slopeAlong written out.
      const mx = m[c], my = m[c + 1], mz = m[c + 2];
      const ax = near * (m[c + 4] - m[c - 4]) + far * (m[c + 8] - m[c - 8]), ay = near * (m[c + 5] - m[c - 3]) + far * (m[c + 9] - m[c - 7]), az = near * (m[c + 6] - m[c - 2]) + far * (m[c + 10] - m[c - 6]);
      const stray = ax * mx + ay * my + az * mz;
      dx[0] = ax - stray * mx;
      dx[1] = ay - stray * my;
      dx[2] = az - stray * mz;
      const up = c + row, down = c - row, up2 = up + row, down2 = down - row;
      const bx = near * (m[up] - m[down]) + far * (m[up2] - m[down2]), by = near * (m[up + 1] - m[down + 1]) + far * (m[up2 + 1] - m[down2 + 1]), bz = near * (m[up + 2] - m[down + 2]) + far * (m[up2 + 2] - m[down2 + 2]);
      const off = bx * mx + by * my + bz * mz;
      dy[0] = aspect * (bx - off * mx);
      dy[1] = aspect * (by - off * my);
      dy[2] = aspect * (bz - off * mz);
      return;
    }
    l2 = m[c - 5] > 0 ? c - 8 : -1;
    l = m[c - 1] > 0 ? c - 4 : -1;
    r = m[c + 7] > 0 ? c + 4 : -1;
    r2 = m[c + 11] > 0 ? c + 8 : -1;
    d2 = m[c - 2 * row + 3] > 0 ? c - 2 * row : -1;
    d = m[c - row + 3] > 0 ? c - row : -1;
    u = m[c + row + 3] > 0 ? c + row : -1;
    u2 = m[c + 2 * row + 3] > 0 ? c + 2 * row : -1;
  } else {
    l2 = look(lattice, m, plane, x - 2, y);
    l = look(lattice, m, plane, x - 1, y);
    r = look(lattice, m, plane, x + 1, y);
    r2 = look(lattice, m, plane, x + 2, y);
    d2 = look(lattice, m, plane, x, y - 2);
    d = look(lattice, m, plane, x, y - 1);
    u = look(lattice, m, plane, x, y + 1);
    u2 = look(lattice, m, plane, x, y + 2);
  }
  slopeAlong(near, far, m, c, l2, l, r, r2, dx);
  slopeAlong(near, far, m, c, d2, d, u, u2, dy);
  dy[0] *= aspect;
  dy[1] *= aspect;
  dy[2] *= aspect;
}

/**
 * dm along a line, in units of its cell size, at right angles to m, into out[0..2]. Offsets of the cell and its neighbours.
 * @param near weights of lib/grid's gradientWeights
 */
export function slopeAlong(near: number, far: number, m: Float64Array, c: number, l2: number, l: number, r: number, r2: number, out: Float64Array): void {
  const left = l < 0 ? c : l, right = r < 0 ? c : r;
  const left2 = l < 0 ? right : l2 < 0 ? left : l2, right2 = r < 0 ? left : r2 < 0 ? right : r2;
  const x = m[c], y = m[c + 1], z = m[c + 2];
  const dx = near * (m[right] - m[left]) + far * (m[right2] - m[left2]);
  const dy = near * (m[right + 1] - m[left + 1]) + far * (m[right2 + 1] - m[left2 + 1]);
  const dz = near * (m[right + 2] - m[left + 2]) + far * (m[right2 + 2] - m[left2 + 2]);
  const stray = dx * x + dy * y + dz * z;
  out[0] = dx - stray * x;
  out[1] = dy - stray * y;
  out[2] = dz - stray * z;
}

/** The constants of the four bonds of the cell at c, by EXCHANGE and EXCHANGE_Y of the cells' materials; any number where there is no bond. */
function exchangeOf(rows: readonly Row[], m: Float64Array, c: number, l: number, r: number, d: number, u: number): [number, number, number, number] {
  const of = (cell: number, key: number) => {
    const { params, at } = rows[m[cell + 3] - 1];
    return params[at + key];
  };
  const bond = (there: number, key: number) => (there < 0 ? 0 : bondExchange(of(c, key), of(there, key)));
  return [bond(l, EXCHANGE), bond(r, EXCHANGE), bond(d, EXCHANGE_Y), bond(u, EXCHANGE_Y)];
}

/**
 * Adds -dE/dm of exchange and Dzyaloshinskii-Moriya interaction in the four bonds (left, right, down, up; -1 for none) to out[0..2].
 * @param rows of materialRows
 */
export function addBondFields(rows: readonly Row[], m: Float64Array, c: number, l: number, r: number, d: number, u: number, out: Float64Array): void {
  const [left, right, down, up] = exchangeOf(rows, m, c, l, r, d, u);
  const x = m[c], y = m[c + 1], z = m[c + 2];
  const bond = (there: number, exchange: number) => {
    if (there < 0) return;
    out[0] += exchange * (m[there] - x);
    out[1] += exchange * (m[there + 1] - y);
    out[2] += exchange * (m[there + 2] - z);
  };
  bond(l, left);
  bond(r, right);
  bond(d, down);
  bond(u, up);
  addDmiFields(rows[0], m, l, r, d, u, out);
}

/** The same of the Dzyaloshinskii-Moriya interaction alone. */
export function addDmiFields(row: Row, m: Float64Array, l: number, r: number, d: number, u: number, out: Float64Array): void {
  const p = row.params, at = row.at;
  const i = p[at + DMI_INTERFACIAL], b = p[at + DMI_BULK], aspect = p[at + ASPECT];
  const bond = (there: number, dx: number, dy: number) => {
    if (there < 0) return;
    const x = m[there], y = m[there + 1], z = m[there + 2];
    out[0] += dy * z;
    out[1] -= dx * z;
    out[2] += dx * y - dy * x;
  };
  bond(l, b, -i);
  bond(r, -b, i);
  bond(d, aspect * i, aspect * b);
  bond(u, -aspect * i, -aspect * b);
}

/** Half the energies of the four bonds: [exchange, Dzyaloshinskii-Moriya]. */
export function bondEnergies(rows: readonly Row[], m: Float64Array, c: number, l: number, r: number, d: number, u: number): [number, number] {
  const { params: p, at } = rows[0];
  const [left, right, down, up] = exchangeOf(rows, m, c, l, r, d, u);
  const i = p[at + DMI_INTERFACIAL], b = p[at + DMI_BULK], aspect = p[at + ASPECT];
  let exchange = 0, dmi = 0;
  const x = m[c], y = m[c + 1], z = m[c + 2];
  for (const [there, coefficient, dx, dy] of [[l, left, b, -i], [r, right, -b, i], [d, down, aspect * i, aspect * b], [u, up, -aspect * i, -aspect * b]]) {
    if (there < 0) continue;
    const tx = m[there], ty = m[there + 1], tz = m[there + 2];
    exchange += 0.25 * coefficient * ((tx - x) ** 2 + (ty - y) ** 2 + (tz - z) ** 2);
    dmi += 0.5 * (dx * (y * tz - z * ty) + dy * (z * tx - x * tz));
  }
  return [exchange, dmi];
}
