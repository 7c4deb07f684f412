/**
 * Textures of a film, found in its magnetization m [nx * ny * 3], x fastest, empty cells zero. Positions in cells from the
 * centre of cell (0, 0).
 */
import { isEmpty } from '../scene/empty.js';

export interface Core {
  readonly x: number;
  readonly y: number;
  /** +1 or -1: the sign of mz. */
  readonly polarity: number;
}

/**
 * The vortex core: the cell with the largest |mz|, and from it the top of the paraboloid through its nine neighbours
 * (least squares), which lies within a cell. Null where |mz| is nowhere above 0.3, or the largest is at an edge.
 */
export function vortexCore(m: ArrayLike<number>, nx: number, ny: number): Core | null {
  let best = 0.3, at = -1;
  for (let i = 0; i < nx * ny; i++) {
    const size = Math.abs(m[3 * i + 2]);
    if (size > best) [best, at] = [size, i];
  }
  const x = at % nx, y = Math.floor(at / nx);
  if (at < 0 || x < 1 || y < 1 || x > nx - 2 || y > ny - 2) return null;
  const polarity = Math.sign(m[3 * at + 2]);
  const z = (dx: number, dy: number) => polarity * m[3 * (at + dx + dy * nx) + 2];
  // f = a + bx x + by y + cxx x^2 + cxy x y + cyy y^2 on the 3 x 3 grid, by its normal equations.
  let bx = 0, by = 0, cxx = 0, cxy = 0, cyy = 0;
  for (const dx of [-1, 0, 1]) {
    for (const dy of [-1, 0, 1]) {
      bx += (dx * z(dx, dy)) / 6;
      by += (dy * z(dx, dy)) / 6;
      cxx += ((dx * dx - 2 / 3) * z(dx, dy)) / 2;
      cyy += ((dy * dy - 2 / 3) * z(dx, dy)) / 2;
      cxy += (dx * dy * z(dx, dy)) / 4;
    }
  }
  const det = 4 * cxx * cyy - cxy * cxy;
  if (!(det > 0) || !(cxx < 0)) return null;
  const top = [(cxy * by - 2 * cyy * bx) / det, (cxy * bx - 2 * cxx * by) / det];
  return { x: x + Math.min(Math.max(top[0], -1), 1), y: y + Math.min(Math.max(top[1], -1), 1), polarity };
}

/**
 * The middle of a skyrmion whose core points along `polarity`: the mean place of the cells that do, weighed by |mz|, round the
 * circle where the film is periodic. A skyrmion is as wide as the film likes and its surroundings have |mz| = 1 too, so that there is
 * no top to look for. Null where no cell points along.
 */
export function skyrmionCore(m: ArrayLike<number>, nx: number, ny: number, polarity: number, periodicX = false, periodicY = false): Core | null {
  let weight = 0;
  const along = { x: [0, 0, 0], y: [0, 0, 0] };
  for (let i = 0; i < nx * ny; i++) {
    const w = polarity * m[3 * i + 2];
    if (!(w > 0)) continue;
    weight += w;
    const add = (sums: number[], at: number, n: number) => {
      sums[0] += w * at;
      sums[1] += w * Math.cos((2 * Math.PI * at) / n);
      sums[2] += w * Math.sin((2 * Math.PI * at) / n);
    };
    add(along.x, i % nx, nx);
    add(along.y, Math.floor(i / nx), ny);
  }
  if (weight === 0) return null;
  const mean = ([sum, c, s]: number[], n: number, periodic: boolean) => (periodic ? ((Math.atan2(s, c) * n) / (2 * Math.PI) + n) % n : sum / weight);
  return { x: mean(along.x, nx, periodicX), y: mean(along.y, ny, periodicY), polarity };
}

/**
 * Topological charge (1/4 pi) Int m . (dm/dx x dm/dy), as the sum of the solid angles of the lattice's triangles: an integer
 * wherever the edge is uniform. Source: Berg & Luescher, Nucl. Phys. B 190, 412 (1981). Triangles with an empty corner count nothing.
 */
export function topologicalCharge(m: ArrayLike<number>, nx: number, ny: number, periodicX = false, periodicY = false): number {
  let sum = 0;
  const lastX = periodicX ? nx : nx - 1, lastY = periodicY ? ny : ny - 1;
  for (let y = 0; y < lastY; y++) {
    for (let x = 0; x < lastX; x++) {
      const a = 3 * (y * nx + x), b = 3 * (y * nx + ((x + 1) % nx));
      const c = 3 * (((y + 1) % ny) * nx + ((x + 1) % nx)), d = 3 * (((y + 1) % ny) * nx + x);
      sum += solidAngle(m, a, b, c) + solidAngle(m, a, c, d);
    }
  }
  return sum / (4 * Math.PI);
}

/** Signed solid angle of three unit vectors at offsets a, b, c; 0 where one of them is empty. */
function solidAngle(m: ArrayLike<number>, a: number, b: number, c: number): number {
  const dot = (i: number, k: number) => m[i] * m[k] + m[i + 1] * m[k + 1] + m[i + 2] * m[k + 2];
  if (dot(a, a) === 0 || dot(b, b) === 0 || dot(c, c) === 0) return 0;
  const triple = m[a] * (m[b + 1] * m[c + 2] - m[b + 2] * m[c + 1]) + m[a + 1] * (m[b + 2] * m[c] - m[b] * m[c + 2]) + m[a + 2] * (m[b] * m[c + 1] - m[b + 1] * m[c]);
  return 2 * Math.atan2(triple, 1 + dot(a, b) + dot(b, c) + dot(c, a));
}

/**
 * Where a wall across a strip stands: the mean over the rows of the places where m . easy changes sign along x, each weighed by
 * the sense of its change, so that a row that is crossed back and forth counts once. Null where there is none.
 */
export function stripWall(m: ArrayLike<number>, nx: number, ny: number, easy: readonly number[]): number | null {
  const along = (i: number) => m[3 * i] * easy[0] + m[3 * i + 1] * easy[1] + m[3 * i + 2] * easy[2];
  let sum = 0, weight = 0;
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x + 1 < nx; x++) {
      const i = y * nx + x;
      const l = along(i), r = along(i + 1);
      if (l > 0 === r > 0 || isEmpty(m, i) || isEmpty(m, i + 1)) continue;
      const sense = l > r ? 1 : -1;
      sum += sense * (x + l / (l - r));
      weight += sense;
    }
  }
  return weight === 0 ? null : sum / weight;
}

/** The cell left of the place nearest to `from` (in cells) where m . easy changes sign along a wire of nx cells, or round a ring of them; -1 for none. */
export function nearestCrossing(m: ArrayLike<number>, nx: number, easy: readonly number[], from: number, ring: boolean): number {
  const away = (x: number) => {
    const d = x + 0.5 - from;
    return Math.abs(ring ? d - nx * Math.round(d / nx) : d);
  };
  let best = -1;
  for (let x = 0; x + (ring ? 0 : 1) < nx; x++) {
    const next = (x + 1) % nx;
    const [l, r] = [x, next].map((i) => m[3 * i] * easy[0] + m[3 * i + 1] * easy[1] + m[3 * i + 2] * easy[2]);
    if (isEmpty(m, x) || isEmpty(m, next) || l > 0 === r > 0) continue;
    if (best < 0 || away(x) < away(best)) best = x;
  }
  return best;
}
