/**
 * The magnetostatic field by brute force, from nothing but Coulomb's law: every cell carries charges m.n on its faces, the
 * potential of a charged rectangle is elementary, and the mean field of a cell is the potential on its faces. Shares no
 * formula with src: no sixth differences, no expansion, no transforms.
 */

type Vector = readonly [number, number, number];

/** integral of 1/|r - r'| over a rectangle of sides 2 a, 2 b in the u, v plane, seen from (u, v, w) off its centre. */
function potential(u: number, v: number, w: number, a: number, b: number): number {
  let sum = 0;
  for (const p of [u + a, u - a]) {
    for (const q of [v + b, v - b]) {
      const r = Math.sqrt(p * p + q * q + w * w);
      const sign = (p === u + a) === (q === v + b) ? 1 : -1;
      const ends = (p * p + w * w > 0 ? p * Math.asinh(q / Math.sqrt(p * p + w * w)) : 0) + (q * q + w * w > 0 ? q * Math.asinh(p / Math.sqrt(q * q + w * w)) : 0);
      sum += sign * (ends - (w === 0 ? 0 : w * Math.atan((p * q) / (w * r))));
    }
  }
  return sum;
}

/** Nodes on (-1, 1) that crowd at the ends, where the potential has its kinks. H. Takahasi, M. Mori, Publ. RIMS 9, 721 (1974). */
const doubleExponential = Array.from({ length: 61 }, (_, i) => {
  const t = (i - 30) * 0.1, s = (Math.PI / 2) * Math.sinh(t);
  return { node: Math.tanh(s), weight: (0.1 * (Math.PI / 2) * Math.cosh(t)) / Math.cosh(s) ** 2 };
});

/**
 * N_ij of two equal cells of edges `size`, the one of the field at `offset` from the other: minus the mean of the field's
 * component i per magnetization along j. Absolute error about 1e-12.
 */
export function bruteTensor(size: Vector, offset: Vector, i: number, j: number): number {
  const [u, v] = [0, 1, 2].filter((axis) => axis !== i); // across the target's faces
  const [p, q] = [0, 1, 2].filter((axis) => axis !== j); // across the source's
  let sum = 0;
  for (const target of [1, -1]) {
    for (const { node: s, weight: ws } of doubleExponential) {
      for (const { node: t, weight: wt } of doubleExponential) {
        const at = [...offset];
        at[i] += (target * size[i]) / 2;
        at[u] += (s * size[u]) / 2;
        at[v] += (t * size[v]) / 2;
        for (const source of [1, -1]) {
          sum += target * source * ws * wt * potential(at[p], at[q], at[j] - (source * size[j]) / 2, size[p] / 2, size[q] / 2);
        }
      }
    }
  }
  const face = (size[u] * size[v]) / 4;
  return (sum * face) / (4 * Math.PI * size[0] * size[1] * size[2]);
}

/** Largest film in cells along an axis whose tensor is worth the wait. */
export class BruteFilm {
  private readonly tensors = new Map<string, number[]>();

  constructor(readonly cells: readonly [number, number], readonly cellSize: Vector) {}

  /** xx, yy, zz, xy between cells that many columns and rows apart. */
  tensor(columns: number, rows: number): readonly number[] {
    const i = Math.abs(columns), j = Math.abs(rows), key = `${i} ${j}`;
    let four = this.tensors.get(key);
    if (!four) {
      const offset: Vector = [i * this.cellSize[0], j * this.cellSize[1], 0];
      four = [[0, 0], [1, 1], [2, 2], [0, 1]].map(([a, b]) => bruteTensor(this.cellSize, offset, a, b));
      this.tensors.set(key, four);
    }
    return columns * rows < 0 ? [four[0], four[1], four[2], -four[3]] : four;
  }

  /** The field in units of mu0 Ms, [ny][nx][4] with 0 last. @param m of the same shape, Ms over that of the unit last */
  field(m: ArrayLike<number>): Float64Array {
    const [nx, ny] = this.cells;
    const out = new Float64Array(4 * nx * ny);
    for (let to = 0; to < nx * ny; to++) {
      for (let from = 0; from < nx * ny; from++) {
        const [xx, yy, zz, xy] = this.tensor((to % nx) - (from % nx), Math.floor(to / nx) - Math.floor(from / nx));
        const [x, y, z] = [0, 1, 2].map((k) => m[4 * from + 3] * m[4 * from + k]);
        out[4 * to] -= xx * x + xy * y;
        out[4 * to + 1] -= xy * x + yy * y;
        out[4 * to + 2] -= zz * z;
      }
    }
    return out;
  }

  /** -1/2 sum m.B, in units of mu0 Ms^2 times the volume of a cell. */
  energy(m: ArrayLike<number>): number {
    const field = this.field(m);
    let sum = 0;
    field.forEach((b, n) => (sum -= n % 4 < 3 ? 0.5 * m[n - (n % 4) + 3] * m[n] * b : 0));
    return sum;
  }
}

/**
 * Demagnetizing factor along c of a uniformly magnetized block of edges a, b, c, averaged over the block.
 * A. Aharoni, J. Appl. Phys. 83, 3432 (1998), equation 1, with half edges.
 */
export function blockFactor(edgeA: number, edgeB: number, edgeC: number): number {
  const a = edgeA / 2, b = edgeB / 2, c = edgeC / 2;
  const ab = Math.hypot(a, b), bc = Math.hypot(b, c), ac = Math.hypot(a, c), abc = Math.hypot(a, b, c);
  const log = (x: number, y: number) => Math.log((x - y) / (x + y));
  const sum = ((b * b - c * c) / (2 * b * c)) * log(abc, a) + ((a * a - c * c) / (2 * a * c)) * log(abc, b)
    - (b / (2 * c)) * log(ab, a) - (a / (2 * c)) * log(ab, b) + (c / (2 * a)) * log(bc, b) + (c / (2 * b)) * log(ac, a)
    + 2 * Math.atan((a * b) / (c * abc)) + (a ** 3 + b ** 3 - 2 * c ** 3) / (3 * a * b * c)
    + ((a * a + b * b - 2 * c * c) / (3 * a * b * c)) * abc + (c / (a * b)) * (ac + bc)
    - (ab ** 3 + bc ** 3 + ac ** 3) / (3 * a * b * c);
  return sum / Math.PI;
}
