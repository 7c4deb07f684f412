/**
 * An oracle for the potential of a conducting film, which shares no code with src: currents from Gauss quadrature of the bilinear potential, one dense
 * matrix by columns, elimination with full pivoting. And conductors, tensors and sources to try it with.
 */
import type { Conductor, Lead } from '../../src/lower/potential.js';
import { stream } from './stream.js';

/** What drives one solve. */
export interface Drive {
  /** [cells][4] xx, xy, yx, yy */
  readonly tensor: Float64Array;
  /** [cells][2] */
  readonly source: Float64Array;
  /** Factors of currents and voltages. */
  readonly current: number;
  readonly voltage: number;
}

export interface Solution {
  /** [bands][nodes] */
  readonly V: number[][];
  /** [bands][cells] mean current density */
  readonly j: [number, number][][];
  /** [cells] mean field of the first band */
  readonly E: [number, number][];
  /** [cells] heat that j.E of the mean currents does not show, as a density: hourglass parts, and spin flips */
  readonly hidden: number[];
  readonly U: number[];
  readonly I: number[];
}

const points = [-1, 1].flatMap((x) => [-1, 1].map((y) => [0.5 + x / Math.sqrt(12), 0.5 + y / Math.sqrt(12)] as const));

/** Outflow at every node of every band, lengths in dx, and what goes with it. */
export function flows(conductor: Conductor, drive: Drive, V: readonly (readonly number[])[]): { f: number[][]; j: [number, number][][]; E: [number, number][]; hidden: number[] } {
  const [nx, ny] = conductor.cells, height = conductor.cellSize[1] / conductor.cellSize[0], { bands } = conductor;
  const f = V.map((plane) => plane.map(() => 0));
  const j = V.map(() => Array.from({ length: nx * ny }, (): [number, number] => [0, 0]));
  const E = Array.from({ length: nx * ny }, (): [number, number] => [0, 0]);
  const hidden = new Array<number>(nx * ny).fill(0);
  for (let cell = 0; cell < nx * ny; cell++) {
    const c = [conductor.conductor[4 * cell], conductor.conductor[4 * cell + 1]], leak = conductor.conductor[4 * cell + 2];
    if (!(c[0] > 0)) continue;
    const i = cell % nx, k = Math.floor(cell / nx);
    const corners = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([x, y]) => ({ x, y, node: (k + y) * (nx + 1) + i + x }));
    /** Gradient of the bilinear function of a corner at (x, y) in units of the cell. */
    const gradient = (corner: { x: number; y: number }, x: number, y: number): [number, number] => {
      const sx = corner.x ? 1 : -1, sy = corner.y ? 1 : -1;
      return [sx * (corner.y ? y : 1 - y), (sy * (corner.x ? x : 1 - x)) / height];
    };
    const field = (band: number, x: number, y: number): [number, number] => corners.reduce(([a, b], corner) => {
      const [gx, gy] = gradient(corner, x, y);
      return [a - gx * V[band][corner.node], b - gy * V[band][corner.node]];
    }, [0, 0] as [number, number]);
    const mean = V.map((_, band) => points.map(([x, y]) => field(band, x, y)).reduce(([a, b], [x, y]) => [a + x / 4, b + y / 4], [0, 0]));
    const t = drive.tensor.subarray(4 * cell, 4 * cell + 4), s = drive.source.subarray(2 * cell, 2 * cell + 2);
    const times = ([x, y]: readonly number[]): [number, number] => [t[0] * x + t[1] * y, t[2] * x + t[3] * y];
    if (bands === 1) {
      const [x, y] = times(mean[0]);
      j[0][cell] = [x + s[0], y + s[1]];
    } else {
      const w = [0, 1].map((n) => c[0] * mean[0][n] - c[1] * mean[1][n]);
      const [x, y] = times(w);
      const force = [x + s[0], y + s[1]];
      j[0][cell] = [c[0] * (mean[0][0] + force[0]), c[0] * (mean[0][1] + force[1])];
      j[1][cell] = [c[1] * (mean[1][0] - force[0]), c[1] * (mean[1][1] - force[1])];
    }
    E[cell] = [mean[0][0], mean[0][1]];
    for (let band = 0; band < bands; band++) {
      for (const [x, y] of points) {
        const [ex, ey] = field(band, x, y);
        const extra = [ex - mean[band][0], ey - mean[band][1]];
        const here = [j[band][cell][0] + c[band] * extra[0], j[band][cell][1] + c[band] * extra[1]];
        hidden[cell] += (c[band] * (extra[0] ** 2 + extra[1] ** 2)) / 4;
        for (const corner of corners) {
          const [gx, gy] = gradient(corner, x, y);
          f[band][corner.node] += ((gx * here[0] + gy * here[1]) * height) / 4;
        }
      }
    }
    if (bands === 2) {
      for (const { node } of corners) {
        const flips = (leak * height * (V[0][node] - V[1][node])) / 4;
        f[0][node] -= flips;
        f[1][node] += flips;
        hidden[cell] += (leak * (V[0][node] - V[1][node]) ** 2) / 4;
      }
    }
  }
  return { f, j, E, hidden };
}

/** The exact solution. Potentials of parts that no lead reaches are fixed up to a constant. */
export function solveDense(conductor: Conductor, drive: Drive): Solution {
  const [nx, ny] = conductor.cells, count = (nx + 1) * (ny + 1), { bands, leads } = conductor;
  const leadOf = new Map<number, number>();
  leads.forEach(({ nodes }, l) => nodes.forEach((node) => leadOf.set(node, l)));
  const touched = new Array<boolean>(count).fill(false);
  for (let cell = 0; cell < nx * ny; cell++) {
    if (!(conductor.conductor[4 * cell] > 0)) continue;
    const n = Math.floor(cell / nx) * (nx + 1) + (cell % nx);
    for (const node of [n, n + 1, n + nx + 1, n + nx + 2]) touched[node] = true;
  }
  const interior = touched.flatMap((is, node) => (is && !leadOf.has(node) ? [node] : []));
  const free = leads.flatMap(({ fixed }, l) => (fixed ? [] : [l]));
  const size = bands * interior.length + free.length;
  const state = (x: readonly number[]) => {
    const U = leads.map(({ fixed, voltage }) => (fixed ? voltage * drive.voltage : 0));
    free.forEach((l, i) => (U[l] = x[bands * interior.length + i]));
    const V = Array.from({ length: bands }, (_, band) => {
      const plane = new Array<number>(count).fill(0);
      for (const [node, l] of leadOf) plane[node] = U[l];
      interior.forEach((node, n) => (plane[node] = x[band * interior.length + n]));
      return plane;
    });
    return { U, V };
  };
  /** What flows out into the leads is what comes in at their nodes; nothing is left over elsewhere. */
  const residual = (x: readonly number[], driven: boolean) => {
    const { U, V } = state(x);
    const off = { ...drive, source: new Float64Array(drive.source.length) };
    const still = driven ? { U, V } : { U: U.map((value, l) => (leads[l].fixed ? 0 : value)), V: V.map((plane) => plane.map((value, node) => (leadOf.has(node) && leads[leadOf.get(node)!].fixed ? 0 : value))) };
    const { f } = flows(conductor, driven ? drive : off, still.V);
    const into = leads.map(({ nodes }) => -nodes.reduce((sum, node) => sum + f.reduce((all, plane) => all + plane[node], 0), 0));
    const given = leads.map(({ current }, l) => (driven ? current * drive.current + conductor.gV[l] * drive.voltage : 0) - conductor.G[l].reduce((sum, g, k) => sum + g * still.U[k], 0));
    return [...f.flatMap((plane) => interior.map((node) => plane[node])), ...free.map((l) => given[l] - into[l])];
  };
  const zero = new Array<number>(size).fill(0);
  const b = residual(zero, true);
  const matrix = zero.map(() => new Array<number>(size).fill(0));
  for (let n = 0; n < size; n++) residual(zero.map((_, i) => Number(i === n)), false).forEach((value, i) => (matrix[i][n] = value));
  const x = eliminate(matrix, b.map((value) => -value));
  const { U, V } = state(x);
  const { f, j, E, hidden } = flows(conductor, drive, V);
  return { U, V, j, E, hidden, I: leads.map(({ nodes }) => -nodes.reduce((sum, node) => sum + f.reduce((all, plane) => all + plane[node], 0), 0)) };
}

/** Solves A x = b by elimination with full pivoting; unknowns without a pivot are 0. */
function eliminate(a: number[][], b: number[]): number[] {
  const n = b.length, order = b.map((_, i) => i);
  let rank = n;
  for (let step = 0; step < n; step++) {
    let best = 0, row = step, column = step;
    for (let i = step; i < n; i++) for (let k = step; k < n; k++) if (Math.abs(a[i][k]) > best) [best, row, column] = [Math.abs(a[i][k]), i, k];
    if (best < 1e-12) {
      rank = step;
      break;
    }
    [a[step], a[row]] = [a[row], a[step]];
    [b[step], b[row]] = [b[row], b[step]];
    for (const line of a) [line[step], line[column]] = [line[column], line[step]];
    [order[step], order[column]] = [order[column], order[step]];
    for (let i = step + 1; i < n; i++) {
      const factor = a[i][step] / a[step][step];
      if (factor === 0) continue;
      for (let k = step; k < n; k++) a[i][k] -= factor * a[step][k];
      b[i] -= factor * b[step];
    }
  }
  const x = new Array<number>(n).fill(0);
  for (let i = rank - 1; i >= 0; i--) {
    let sum = b[i];
    for (let k = i + 1; k < rank; k++) sum -= a[i][k] * x[order[k]];
    x[order[i]] = sum / a[i][i];
  }
  return x;
}

export type Mask = (x: number, y: number) => boolean;

/** A conductor with random conductances between 0.5 and 1.5 (times 10^(contrast x random)) where the mask is true; outside networks as given. */
export function randomConductor(cells: readonly [number, number], bands: 1 | 2, leads: readonly Lead[], options: { seed?: number; mask?: Mask; aspect?: number; contrast?: number; leak?: number; G?: number[][]; gV?: number[] } = {}): Conductor {
  const { seed = 1, mask = () => true, aspect = 1, contrast = 0, leak = 0.1, G = leads.map(() => leads.map(() => 0)), gV = leads.map(() => 0) } = options;
  const random = stream(seed), [nx, ny] = cells;
  const conductor = new Float64Array(4 * nx * ny);
  for (let n = 0; n < nx * ny; n++) {
    const c = (1 + 0.5 * random()) * 10 ** ((contrast * (random() + 1)) / 2), p = 0.5 + 0.3 * random();
    if (!mask(n % nx, Math.floor(n / nx))) continue;
    conductor.set(bands === 1 ? [c, 0, 0, 0] : [c * p, c * (1 - p), leak * c * p * (1 - p), 0], 4 * n);
  }
  return { cells, cellSize: [aspect, 1], bands, conductor, leads, G, gV };
}

/** Random sources and tensors: in one band c times a matrix with positive definite symmetric part and an antisymmetric part of strength x twist; in two bands a small one. */
export function randomDrive({ cells: [nx, ny], bands, conductor }: Conductor, seed = 7, strength = 0.6, twist = 1): Drive {
  const uniform = stream(seed), random = () => 2 * uniform() - 1;
  const tensor = new Float64Array(4 * nx * ny), source = new Float64Array(2 * nx * ny);
  for (let n = 0; n < nx * ny; n++) {
    const c = conductor[4 * n];
    const [xx, yy, same, turn] = [random(), random(), random(), random()].map((value) => strength * value);
    const s = [random(), random()];
    if (!(c > 0)) continue;
    if (bands === 1) tensor.set([c * (1 + 0.6 * xx), c * (0.3 * same + twist * turn), c * (0.3 * same - twist * turn), c * (1 + 0.6 * yy)], 4 * n);
    else tensor.set([-0.2 * Math.abs(xx), 0.1 * turn, -0.1 * turn, -0.2 * Math.abs(yy)].map((value) => value / c), 4 * n);
    source.set(s, 2 * n);
  }
  return { tensor, source, current: 0.7, voltage: 1.3 };
}

/** Nodes of the left, right, lower or upper edge, from one part of it to another. */
export function edge([nx, ny]: readonly [number, number], side: 'left' | 'right' | 'bottom' | 'top', from = 0, to = 1): number[] {
  const along = side === 'left' || side === 'right' ? ny : nx;
  return Array.from({ length: along + 1 }, (_, n) => n)
    .filter((n) => n >= Math.round(from * along) && n <= Math.round(to * along))
    .map((n) => (side === 'left' ? n * (nx + 1) : side === 'right' ? n * (nx + 1) + nx : side === 'bottom' ? n : ny * (nx + 1) + n));
}

export const fixedLead = (nodes: readonly number[], voltage: number): Lead => ({ nodes, fixed: true, voltage, current: 0 });
export const fedLead = (nodes: readonly number[], current = 0): Lead => ({ nodes, fixed: false, voltage: 0, current });
