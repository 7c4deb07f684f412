/**
 * The three steps of a multigrid cycle (see hierarchy.ts) in float64, on numbers that lie where the shaders have them too.
 * Vectors have guards; `at` of one is where its first guard lies.
 */
import type { Level } from './hierarchy.js';
import { guardOf, lengthOf, MID_00, MID_01, MID_10, MID_11, RIGHT_0, RIGHT_1, SAME, UP_0, UP_1, type Size } from './stencil.js';

/** Work space of a level; a caller that keeps it saves making it anew. */
export interface Scratch {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
}

export const scratch = (level: Level): Scratch => ({ a: new Float64Array(lengthOf(level.size)), b: new Float64Array(lengthOf(level.size)), c: new Float64Array(lengthOf(level.size)) });

/** One sweep from zero, z = omega r, and what is left of the residual, carried to the coarse grid: to[coarse] = P'(r - A z). */
export function restrict(level: Level, tables: Float64Array, from: Float64Array, at: number, to: Float64Array, toAt: number, { a: r, b: left }: Scratch): void {
  const [nx] = level.size, guard = nx + 1, omega = tables[level.omega];
  scaledInto(level, tables, from, at, r);
  residual(level, tables, r, r, 1 - omega, omega, left);
  const [cx, cy] = level.coarse, coarseGuard = cx + 1, plane = cx * cy + 2 * coarseGuard;
  const [wideX, wideY] = level.along, sx = wideX ? 2 : 1, sy = wideY ? 2 : 1;
  const same = level.transfers + SAME * plane, right0 = level.transfers + RIGHT_0 * plane, right1 = level.transfers + RIGHT_1 * plane - 1, up0 = level.transfers + UP_0 * plane, up1 = level.transfers + UP_1 * plane - cx;
  const mid00 = level.transfers + MID_00 * plane, mid10 = level.transfers + MID_10 * plane - 1, mid01 = level.transfers + MID_01 * plane - cx, mid11 = level.transfers + MID_11 * plane - cx - 1;
  for (let K = 0; K < cy; K++) {
    for (let I = 0, m = coarseGuard + K * cx, n = guard + sy * K * nx; I < cx; I++, m++, n += sx) {
      let sum = tables[same + m] * left[n];
      if (wideX) sum += tables[right0 + m] * left[n + 1] + tables[right1 + m] * left[n - 1];
      if (wideY) sum += tables[up0 + m] * left[n + nx] + tables[up1 + m] * left[n - nx];
      if (wideX && wideY) sum += tables[mid00 + m] * left[n + nx + 1] + tables[mid10 + m] * left[n + nx - 1] + tables[mid01 + m] * left[n - nx + 1] + tables[mid11 + m] * left[n - nx - 1];
      to[toAt + m] = sum;
    }
  }
}

/** The sweep from zero, the correction of the coarse grid, and the second sweep: to = z + omega (r - A z), z = omega r + P e. On the finest level times d. */
export function prolong(level: Level, tables: Float64Array, from: Float64Array, at: number, coarse: Float64Array, coarseAt: number, to: Float64Array, toAt: number, { a: r, b: z, c: out }: Scratch): void {
  const [nx, ny] = level.size, guard = nx + 1, end = guard + nx * ny, omega = tables[level.omega];
  scaledInto(level, tables, from, at, r);
  const [cx, cy] = level.coarse, coarseGuard = cx + 1, plane = cx * cy + 2 * coarseGuard;
  const [wideX, wideY] = level.along;
  for (let k = 0; k < ny; k++) {
    const rowC = coarseGuard + (wideY ? k >> 1 : k) * cx, c = coarseAt + rowC, n = guard + k * nx, w = level.transfers + rowC;
    if (wideY && (k & 1) === 1) {
      const up0 = w + UP_0 * plane, up1 = w + UP_1 * plane;
      if (!wideX) for (let i = 0; i < nx; i++) z[n + i] = omega * r[n + i] + tables[up0 + i] * coarse[c + i] + tables[up1 + i] * coarse[c + cx + i];
      else {
        const mid00 = w + MID_00 * plane, mid10 = w + MID_10 * plane, mid01 = w + MID_01 * plane, mid11 = w + MID_11 * plane;
        for (let I = 0, i = n, stop = n + nx; i < stop; I++, i += 2) {
          const e00 = coarse[c + I], e01 = coarse[c + cx + I];
          z[i] = omega * r[i] + tables[up0 + I] * e00 + tables[up1 + I] * e01;
          if (i + 1 < stop) z[i + 1] = omega * r[i + 1] + tables[mid00 + I] * e00 + tables[mid10 + I] * coarse[c + I + 1] + tables[mid01 + I] * e01 + tables[mid11 + I] * coarse[c + cx + I + 1];
        }
      }
    } else {
      const same = w + SAME * plane;
      if (!wideX) for (let i = 0; i < nx; i++) z[n + i] = omega * r[n + i] + tables[same + i] * coarse[c + i];
      else {
        const right0 = w + RIGHT_0 * plane, right1 = w + RIGHT_1 * plane;
        for (let I = 0, i = n, stop = n + nx; i < stop; I++, i += 2) {
          const e = coarse[c + I];
          z[i] = omega * r[i] + tables[same + I] * e;
          if (i + 1 < stop) z[i + 1] = omega * r[i + 1] + tables[right0 + I] * e + tables[right1 + I] * coarse[c + I + 1];
        }
      }
    }
  }
  residual(level, tables, r, z, omega, omega, out);
  const d = level.scale;
  if (d < 0) for (let n = guard; n < end; n++) to[toAt + n] = z[n] + out[n];
  else for (let n = guard; n < end; n++) to[toAt + n] = tables[d + n] * (z[n] + out[n]);
}

/** The residual as the level has it: times d on the finest. */
function scaledInto({ size: [nx, ny], scale }: Level, tables: Float64Array, from: Float64Array, at: number, r: Float64Array): void {
  const guard = nx + 1, end = guard + nx * ny;
  if (scale < 0) for (let n = guard; n < end; n++) r[n] = from[at + n];
  else for (let n = guard; n < end; n++) r[n] = tables[scale + n] * from[at + n];
}

/** out = keep r - omega A z; where z is r, A goes without its diagonal, which is in `keep`. */
function residual({ size: [nx, ny], couplings: e }: Level, tables: Float64Array, r: Float64Array, z: Float64Array, keep: number, omega: number, out: Float64Array): void {
  const guard = nx + 1, length = nx * ny + 2 * guard, u = e + length, ue = u + length, uw = ue + length, own = r === z ? 0 : omega;
  for (let k = 0; k < ny; k++) {
    const start = guard + k * nx, stop = start + nx;
    // Along a row each number is read once and handed on.
    let a = z[start - 1], b = z[start], low = z[start - nx - 1], mid = z[start - nx], top = z[start + nx - 1], high = z[start + nx];
    let west = tables[e + start - 1], southWest = tables[ue + start - nx - 1];
    for (let n = start; n < stop; n++) {
      const c = z[n + 1], lower = z[n - nx + 1], upper = z[n + nx + 1], east = tables[e + n];
      const flow = east * c + west * a + tables[u + n] * high + tables[u + n - nx] * mid + tables[ue + n] * upper + southWest * low + tables[uw + n] * top + tables[uw + n - nx + 1] * lower;
      out[n] = keep * r[n] - omega * flow - own * b;
      a = b;
      b = c;
      low = mid;
      mid = lower;
      top = high;
      high = upper;
      west = east;
      southWest = tables[ue + n - nx];
    }
  }
}

/** The bottom: to = inverse x from; between d where it is the finest level (`scale` not negative). */
export function solveBottom(size: Size, tables: Float64Array, inverse: number, scale: number, from: Float64Array, at: number, to: Float64Array, toAt: number): void {
  const count = size[0] * size[1], guard = guardOf(size);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    const row = inverse + i * count;
    if (scale < 0) for (let k = 0; k < count; k++) sum += tables[row + k] * from[at + guard + k];
    else for (let k = 0; k < count; k++) sum += tables[row + k] * tables[scale + guard + k] * from[at + guard + k];
    to[toAt + guard + i] = scale < 0 ? sum : sum * tables[scale + guard + i];
  }
}
