/**
 * The demagnetizing tensor between two equal rectangular cells: N_ij(r) is minus the i component of the field, averaged
 * over a cell whose centre is at r from that of a cell magnetized to one along j. N is even, N(r) = N(-r), and symmetric;
 * its trace is 1 at r = 0 and 0 elsewhere.
 *
 * Source: A. J. Newell, W. Williams, D. J. Dunlop, A generalization of the demagnetizing tensor for nonuniform
 * magnetization, J. Geophys. Res. 98, 9551 (1993), equations 19, 27, 28 and 32.
 *
 * Their formulas take a sixth difference of functions that grow as r^3, and lose digits as (r/h)^6. Hence
 *  - beyond `farDistance` longest edges the kernel of a dipole is averaged over both cells by Gauss quadrature,
 *  - nearer by, a cell that is much longer than thick is cut into pieces and the formulas are used on those.
 * Measured against 60-digit arithmetic at distances up to 4000 edges: absolute error below 5e-13 for cells of proportions
 * up to 4, below 2e-12 up to 50 (test/unit/newell.test.ts has some of them).
 */
import { overlapRule, type Rule } from './quadrature.js';

/** Places in the six components that `CellTensor.at` gives. */
export const XX = 0, YY = 1, ZZ = 2, XY = 3, XZ = 4, YZ = 5;

/** Distance, in longest edges, from which quadrature replaces Newell's formulas. */
export const farDistance = 8;
/** Nodes per axis of the quadrature up to a distance in edges along that axis. */
const nodeCounts: readonly (readonly [upTo: number, nodes: number])[] = [[10, 6], [14, 5], [22, 4], [60, 3], [400, 2], [Infinity, 1]];
/** Proportions up to which a cell stays whole. */
const stocky = 4;
/** Most pieces along an axis: proportions of hundreds lose digits rather than minutes. */
const mostPieces = 24;

export class CellTensor {
  /** Edges in units of the shortest. */
  private readonly edges: readonly [number, number, number];
  private readonly unit: number;
  private readonly far2: number;
  private readonly pieces: readonly [number, number, number];
  private readonly piece: CellTensor | null;
  private readonly rules: readonly Rule[] = nodeCounts.map(([, n]) => overlapRule(n));

  /** @param size edges of a cell in any unit, all > 0 */
  constructor(readonly size: readonly [number, number, number]) {
    this.unit = Math.min(...size);
    this.edges = [size[0] / this.unit, size[1] / this.unit, size[2] / this.unit];
    this.far2 = (farDistance * Math.max(...this.edges)) ** 2;
    const cut = (edge: number) => Math.min(mostPieces, Math.ceil(edge / stocky - 1e-9));
    this.pieces = [cut(this.edges[0]), cut(this.edges[1]), cut(this.edges[2])];
    this.piece = this.pieces.every((n) => n === 1) ? null : new CellTensor([size[0] / this.pieces[0], size[1] / this.pieces[1], size[2] / this.pieces[2]]);
  }

  /** xx, yy, zz, xy, xz, yz at the offset (x, y, z), in the unit of `size`. Writes to `out` and returns it. */
  at(x: number, y: number, z: number, out: Float64Array = new Float64Array(6)): Float64Array {
    const u = x / this.unit, v = y / this.unit, w = z / this.unit;
    if (u * u + v * v + w * w >= this.far2) this.quadrature(u, v, w, out);
    else if (this.piece) this.assembled(x, y, z, this.piece, out);
    else newell(u, v, w, ...this.edges, out);
    // Odd components vanish on their planes; what is left there is round-off.
    if (x === 0) out[XY] = out[XZ] = 0;
    if (y === 0) out[XY] = out[YZ] = 0;
    if (z === 0) out[XZ] = out[YZ] = 0;
    return out;
  }

  private quadrature(x: number, y: number, z: number, out: Float64Array): void {
    const [a, b, c] = this.edges;
    const r = Math.sqrt(x * x + y * y + z * z);
    const inX = this.rule(r / a), inY = this.rule(r / b), inZ = this.rule(r / c);
    out.fill(0);
    for (let i = 0; i < inX.nodes.length; i++) {
      for (let j = 0; j < inY.nodes.length; j++) {
        for (let k = 0; k < inZ.nodes.length; k++) {
          addDipole(x + a * inX.nodes[i], y + b * inY.nodes[j], z + c * inZ.nodes[k], inX.weights[i] * inY.weights[j] * inZ.weights[k] * a * b * c, out);
        }
      }
    }
  }

  private rule(distance: number): Rule {
    return this.rules[nodeCounts.findIndex(([upTo]) => distance <= upTo)];
  }

  private assembled(x: number, y: number, z: number, piece: CellTensor, out: Float64Array): void {
    const [nx, ny, nz] = this.pieces;
    const [dx, dy, dz] = piece.size;
    const part = new Float64Array(6);
    out.fill(0);
    for (let i = 1 - nx; i < nx; i++) {
      for (let j = 1 - ny; j < ny; j++) {
        for (let k = 1 - nz; k < nz; k++) {
          const weight = ((nx - Math.abs(i)) * (ny - Math.abs(j)) * (nz - Math.abs(k))) / (nx * ny * nz);
          piece.at(x + i * dx, y + j * dy, z + k * dz, part);
          for (let n = 0; n < 6; n++) out[n] += weight * part[n];
        }
      }
    }
  }
}

/** Adds the tensor of a point dipole: volume/(4 pi) (1/r^3 - 3 x_i x_j / r^5). */
function addDipole(x: number, y: number, z: number, volume: number, out: Float64Array): void {
  const inverse2 = 1 / (x * x + y * y + z * z);
  const c = (volume / (4 * Math.PI)) * inverse2 * Math.sqrt(inverse2);
  const c3 = 3 * c * inverse2;
  out[XX] += c - c3 * x * x;
  out[YY] += c - c3 * y * y;
  out[ZZ] += c - c3 * z * z;
  out[XY] -= c3 * x * y;
  out[XZ] -= c3 * x * z;
  out[YZ] -= c3 * y * z;
}

function newell(x: number, y: number, z: number, a: number, b: number, c: number, out: Float64Array): void {
  out.fill(0);
  for (let i = -1; i <= 1; i++) {
    for (let j = -1; j <= 1; j++) {
      for (let k = -1; k <= 1; k++) {
        const weight = (i ? -1 : 2) * (j ? -1 : 2) * (k ? -1 : 2);
        const u = x + i * a, v = y + j * b, w = z + k * c;
        out[XX] += weight * f(u, v, w);
        out[YY] += weight * f(v, u, w);
        out[ZZ] += weight * f(w, v, u);
        out[XY] += weight * g(u, v, w);
        out[XZ] += weight * g(u, w, v);
        out[YZ] += weight * g(v, w, u);
      }
    }
  }
  const scale = 1 / (4 * Math.PI * a * b * c);
  for (let n = 0; n < 6; n++) out[n] *= scale;
}

/** Newell's f, equation 27; even in each argument. */
function f(x: number, y: number, z: number): number {
  const x2 = x * x, y2 = y * y, z2 = z * z;
  const r = Math.sqrt(x2 + y2 + z2);
  let sum = ((2 * x2 - y2 - z2) * r) / 6;
  // Each term vanishes where its function has no value.
  if (x2 + z2 > 0) sum += 0.5 * y * (z2 - x2) * Math.asinh(y / Math.sqrt(x2 + z2));
  if (x2 + y2 > 0) sum += 0.5 * z * (y2 - x2) * Math.asinh(z / Math.sqrt(x2 + y2));
  if (x !== 0) sum -= x * y * z * Math.atan((y * z) / (x * r));
  return sum;
}

/** Newell's g, equation 32; odd in x and y, even in z. */
function g(x: number, y: number, z: number): number {
  const x2 = x * x, y2 = y * y, z2 = z * z;
  const r = Math.sqrt(x2 + y2 + z2);
  let sum = (-x * y * r) / 3;
  if (x2 + y2 > 0) sum += x * y * z * Math.asinh(z / Math.sqrt(x2 + y2));
  if (y2 + z2 > 0) sum += (y / 6) * (3 * z2 - y2) * Math.asinh(x / Math.sqrt(y2 + z2));
  if (x2 + z2 > 0) sum += (x / 6) * (3 * z2 - x2) * Math.asinh(y / Math.sqrt(x2 + z2));
  if (z !== 0) sum -= ((z2 * z) / 6) * Math.atan((x * y) / (z * r));
  if (y !== 0) sum -= ((z * y2) / 2) * Math.atan((x * z) / (y * r));
  if (x !== 0) sum -= ((z * x2) / 2) * Math.atan((y * z) / (x * r));
  return sum;
}
