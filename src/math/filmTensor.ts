/**
 * The demagnetizing tensor of a film by whole-cell offsets, with periodic images where the film repeats along x or y.
 *
 * Images are summed one by one, the same number on either side. Beyond them dipoles spread evenly along the line, or over
 * the plane, have closed forms; what distinguishes them from cells in rows is made up for to second order, which leaves
 * an error that falls as the sixth power of the number of images along a line, the fifth in the plane. Offsets are wrapped
 * into the nearest period first, half a period being the mean of both sides, so that the tensor is exactly periodic.
 */
import { CellTensor, XX, XY, XZ, YY, YZ, ZZ } from './newell.js';
import { overlapRule } from './quadrature.js';

export interface FilmShape {
  readonly cells: readonly [nx: number, ny: number];
  /** Edges of a cell, all in one unit. */
  readonly cellSize: readonly [dx: number, dy: number, dz: number];
  readonly periodic?: readonly [x: boolean, y: boolean];
  /** Images summed on either side along x and y; by default as many as keep the error below `imageError`. */
  readonly images?: readonly [x: number, y: number];
  /** How far the layer of the field lies above the layer of the magnetization; 0, the layer itself, by default. */
  readonly height?: number;
}

/** What the default number of images leaves out of the tensor, estimated. */
export const imageError = 1e-11;

/** A shift and its weight. */
type Weighed = readonly [shift: number, weight: number];

export class FilmTensor {
  /** Images on either side along x and y; 0 where the film does not repeat. */
  readonly images: readonly [number, number];
  private readonly cell: CellTensor;
  private readonly periodic: readonly [boolean, boolean];
  private readonly height: number;
  /** Where to evaluate what lies beyond the images, along each axis. */
  private readonly around: readonly (readonly Weighed[])[];
  private readonly part: Float64Array = new Float64Array(6);

  constructor(readonly shape: FilmShape) {
    const { cells, cellSize } = shape;
    this.cell = new CellTensor(cellSize);
    this.periodic = shape.periodic ?? [false, false];
    this.height = shape.height ?? 0;
    const wanted = shape.images ?? defaultImages(shape);
    const images: [number, number] = [this.periodic[0] ? wanted[0] : 0, this.periodic[1] ? wanted[1] : 0];
    this.images = images;
    this.around = cellSize.map((edge, axis) => {
      const repeats = axis < 2 && this.periodic[axis];
      const reach = Math.min(...[0, 1].filter((k) => this.periodic[k]).map((k) => (images[k] + 0.5) * cells[k] * cellSize[k]));
      return weights(edge, repeats && images[axis] > 1 ? cells[axis] * edge : 0, reach);
    });
  }

  /** xx, yy, zz, xy, xz, yz between cells i columns and j rows apart, |i| < nx and |j| < ny. Writes to `out` and returns it. */
  at(i: number, j: number, out: Float64Array = new Float64Array(6)): Float64Array {
    const { cells: [nx, ny], cellSize: [dx, dy] } = this.shape;
    if (!this.periodic[0] && !this.periodic[1]) return this.cell.at(i * dx, j * dy, this.height, out);
    const columns = this.periodic[0] ? nearest(i, nx) : [i];
    const rows = this.periodic[1] ? nearest(j, ny) : [j];
    out.fill(0);
    for (const column of columns) for (const row of rows) this.addNear(column, row, 1 / (columns.length * rows.length), out);
    return out;
  }

  /** Adds the tensor with all images of one offset. */
  private addNear(i: number, j: number, weight: number, out: Float64Array): void {
    const { cells: [nx, ny], cellSize: [dx, dy] } = this.shape;
    const [kx, ky] = this.images;
    const { part } = this;
    for (let l = -ky; l <= ky; l++) {
      for (let k = -kx; k <= kx; k++) {
        this.cell.at((i + k * nx) * dx, (j + l * ny) * dy, this.height, part);
        for (let n = 0; n < 6; n++) out[n] += weight * part[n];
      }
    }
    const [alongX, alongY, alongZ] = this.around;
    for (const [x, wx] of alongX) {
      for (const [y, wy] of alongY) for (const [z, wz] of alongZ) this.addBeyond(i * dx + x, j * dy + y, this.height + z, weight * wx * wy * wz, out);
    }
  }

  private addBeyond(x: number, y: number, z: number, weight: number, out: Float64Array): void {
    const { cells: [nx, ny], cellSize: [dx, dy, dz] } = this.shape;
    const [kx, ky] = this.images;
    const dipole = (weight * dx * dy * dz) / (4 * Math.PI);
    if (this.periodic[0] && this.periodic[1]) addPlane(x, y, z, (kx + 0.5) * nx * dx, (ky + 0.5) * ny * dy, dipole / (nx * dx * ny * dy), out);
    else if (this.periodic[0]) addLine(x, y, z, (kx + 0.5) * nx * dx, dipole / (nx * dx), 0, out);
    else addLine(y, x, z, (ky + 0.5) * ny * dy, dipole / (ny * dy), 1, out);
  }
}

/**
 * What turns a dipole spread over the period into cells: the mean over two cells, and, to second order, points instead of
 * an even spread (f - period^2 f''/24). @param period 0 where there is none to speak of  @param reach distance of the nearest
 */
function weights(edge: number, period: number, reach: number): Weighed[] {
  const { nodes, weights: shares } = overlapRule(edge > 1e-4 * reach ? 2 : 1);
  const cells = nodes.map((u, i): Weighed => [edge * u, shares[i]]);
  if (period === 0) return cells;
  const points: readonly Weighed[] = [[-period, -1 / 24], [0, 26 / 24], [period, -1 / 24]];
  return points.flatMap(([shift, weight]) => cells.map(([u, share]): Weighed => [shift + u, weight * share]));
}

/** The plane outside the rectangle of half edges a and b, of dipoles per area: minus the corners of primitives over the rectangle. */
function addPlane(x: number, y: number, z: number, a: number, b: number, strength: number, out: Float64Array): void {
  for (const side of [-1, 1]) {
    for (const end of [-1, 1]) {
      const u = side * a - x, v = end * b - y;
      const r = Math.sqrt(u * u + v * v + z * z);
      const c = -strength * side * end;
      // Primitives of (delta_ij - 3 x_i x_j/r^2)/r^3 in x and y; the field point is at (-u, -v, z) from the source.
      const xx = (u * v) / ((u * u + z * z) * r), yy = (u * v) / ((v * v + z * z) * r);
      out[XX] += c * xx;
      out[YY] += c * yy;
      out[ZZ] -= c * (xx + yy);
      out[XY] -= c / r;
      out[XZ] -= (c * z * v) / ((u * u + z * z) * r);
      out[YZ] -= (c * z * u) / ((v * v + z * z) * r);
    }
  }
}

/**
 * The line beyond +-end along the axis `along` (0: x, 1: y), of dipoles per length.
 * @param p offset along the line  @param q offset across it in the plane
 */
function addLine(p: number, q: number, z: number, end: number, strength: number, along: 0 | 1, out: Float64Array): void {
  const [first, second, firstZ, secondZ] = along === 0 ? [XX, YY, XZ, YZ] : [YY, XX, YZ, XZ];
  for (const side of [-1, 1]) {
    const u = end - side * p; // to the near end of this half line
    const r = Math.sqrt(u * u + q * q + z * z);
    // Integrals from u to infinity of 1/r^3, of 3/r^5 and of 3u/r^5.
    const third = 1 / (r * (r + u));
    const fifth = (2 * r + u) / (r * r * r * (r + u) * (r + u));
    const moment = 1 / (r * r * r);
    out[first] -= strength * u * moment;
    out[second] += strength * (third - q * q * fifth);
    out[ZZ] += strength * (third - z * z * fifth);
    out[XY] += strength * side * q * moment;
    out[firstZ] += strength * side * z * moment;
    out[secondZ] -= strength * q * z * fifth;
  }
}

/** Offsets of the nearest image: one, or two just as near. */
function nearest(i: number, n: number): number[] {
  const wrapped = ((i % n) + n) % n;
  if (2 * wrapped === n) return [wrapped, -wrapped];
  return [2 * wrapped < n ? wrapped : wrapped - n];
}

/** Where the sum leaves off: from the fourth derivative of the dipoles beyond, which nothing makes up for. */
function defaultImages({ cells: [nx, ny], cellSize, periodic = [false, false], height = 0 }: FilmShape): [number, number] {
  const [dx, dy, dz] = cellSize;
  const volume = dx * dy * dz;
  const periods = [nx * dx, ny * dy];
  const repeating = periods.filter((_, axis) => periodic[axis]);
  if (repeating.length === 0) return [0, 0];
  const longest = Math.max(...repeating);
  const radius = repeating.length === 2
    ? ((0.1 * volume * longest ** 4) / (periods[0] * periods[1] * imageError)) ** (1 / 5)
    : ((0.2 * volume * longest ** 3) / imageError) ** (1 / 6);
  const reach = Math.max(radius, 2 * longest, 20 * Math.max(dx, dy, dz), 4 * Math.abs(height));
  return [Math.ceil(reach / periods[0]), Math.ceil(reach / periods[1])];
}
