/**
 * The three steps of a multigrid cycle (see hierarchy.ts) in float64, on numbers that lie where the shaders have them too.
 * Vectors have guards; `at` of one is where its first guard lies.
 */
import { guardOf, lengthOf, MID_00, MID_01, MID_10, MID_11, RIGHT_0, RIGHT_1, SAME, UP_0, UP_1, type Coarsening, type Size } from './stencil.js';

/** What a step down or up needs to know of a level: offsets into `tables`. */
export interface Level {
  readonly size: Size;
  readonly along: Coarsening;
  readonly coarse: Size;
  readonly omega: number;
  /** d of the finest level, -1 on others. */
  readonly scale: number;
  readonly couplings: number;
  readonly transfers: number;
}

/** Work space of a level; a caller that keeps it saves making it anew. */
export interface Scratch {
  readonly a: Float64Array;
  readonly b: Float64Array;
}

export const scratch = (level: Level): Scratch => ({ a: new Float64Array(lengthOf(level.size)), b: new Float64Array(lengthOf(level.size)) });

/** One sweep from zero, z = omega r, and what is left of the residual, carried to the coarse grid: to[coarse] = P'(r - A z). */
export function restrict(level: Level, tables: Float64Array, from: Float64Array, at: number, to: Float64Array, toAt: number, { a: r, b: left }: Scratch): void {
  const [nx, ny] = level.size, guard = guardOf(level.size), length = lengthOf(level.size);
  const omega = tables[level.omega], keep = 1 - omega;
  if (level.scale < 0) r.set(from.subarray(at, at + length));
  else for (let n = guard, s = level.scale + guard, f = at + guard, end = guard + nx * ny; n < end; n++, s++, f++) r[n] = tables[s] * from[f];
  const e = level.couplings, u = e + length, ue = u + length, uw = ue + length;
  for (let n = guard, end = guard + nx * ny; n < end; n++) {
    left[n] = keep * r[n] - omega * (
      tables[e + n] * r[n + 1] + tables[e + n - 1] * r[n - 1] + tables[u + n] * r[n + nx] + tables[u + n - nx] * r[n - nx]
      + tables[ue + n] * r[n + nx + 1] + tables[ue + n - nx - 1] * r[n - nx - 1] + tables[uw + n] * r[n + nx - 1] + tables[uw + n - nx + 1] * r[n - nx + 1]);
  }
  const [cx, cy] = level.coarse, coarseGuard = guardOf(level.coarse), plane = lengthOf(level.coarse);
  const sx = level.along[0] ? 2 : 1, sy = level.along[1] ? 2 : 1;
  const wideX = level.along[0], wideY = level.along[1];
  for (let K = 0; K < cy; K++) {
    for (let I = 0; I < cx; I++) {
      const m = coarseGuard + K * cx + I, w = level.transfers + m, n = guard + sy * K * nx + sx * I;
      let sum = tables[w + SAME * plane] * left[n];
      if (wideX) sum += tables[w + RIGHT_0 * plane] * left[n + 1] + tables[w - 1 + RIGHT_1 * plane] * left[n - 1];
      if (wideY) sum += tables[w + UP_0 * plane] * left[n + nx] + tables[w - cx + UP_1 * plane] * left[n - nx];
      if (wideX && wideY) {
        sum += tables[w + MID_00 * plane] * left[n + nx + 1] + tables[w - 1 + MID_10 * plane] * left[n + nx - 1]
          + tables[w - cx + MID_01 * plane] * left[n - nx + 1] + tables[w - cx - 1 + MID_11 * plane] * left[n - nx - 1];
      }
      to[toAt + m] = sum;
    }
  }
}

/** The sweep from zero, the correction of the coarse grid, and the second sweep: to = z + omega (r - A z), z = omega r + P e. On the finest level times d. */
export function prolong(level: Level, tables: Float64Array, from: Float64Array, at: number, coarse: Float64Array, coarseAt: number, to: Float64Array, toAt: number, { a: r, b: z }: Scratch): void {
  const [nx, ny] = level.size, guard = guardOf(level.size), length = lengthOf(level.size);
  const omega = tables[level.omega], keep = 1 - omega, finest = level.scale >= 0;
  if (!finest) r.set(from.subarray(at, at + length));
  else for (let n = guard, s = level.scale + guard, f = at + guard, end = guard + nx * ny; n < end; n++, s++, f++) r[n] = tables[s] * from[f];
  const [cx] = level.coarse, coarseGuard = guardOf(level.coarse), plane = lengthOf(level.coarse);
  const wideX = level.along[0], wideY = level.along[1];
  for (let k = 0; k < ny; k++) {
    const K = wideY ? k >> 1 : k, oddY = wideY && (k & 1) === 1;
    const rowW = level.transfers + coarseGuard + K * cx, rowC = coarseAt + coarseGuard + K * cx;
    for (let i = 0; i < nx; i++) {
      const n = guard + k * nx + i, I = wideX ? i >> 1 : i, w = rowW + I, c = rowC + I;
      let value: number;
      if (wideX && (i & 1) === 1) {
        value = oddY
          ? tables[w + MID_00 * plane] * coarse[c] + tables[w + MID_10 * plane] * coarse[c + 1] + tables[w + MID_01 * plane] * coarse[c + cx] + tables[w + MID_11 * plane] * coarse[c + cx + 1]
          : tables[w + RIGHT_0 * plane] * coarse[c] + tables[w + RIGHT_1 * plane] * coarse[c + 1];
      } else value = oddY ? tables[w + UP_0 * plane] * coarse[c] + tables[w + UP_1 * plane] * coarse[c + cx] : tables[w + SAME * plane] * coarse[c];
      z[n] = omega * r[n] + value;
    }
  }
  const e = level.couplings, u = e + length, ue = u + length, uw = ue + length;
  for (let n = guard, t = toAt + guard, end = guard + nx * ny; n < end; n++, t++) {
    const value = keep * z[n] + omega * (r[n] - (
      tables[e + n] * z[n + 1] + tables[e + n - 1] * z[n - 1] + tables[u + n] * z[n + nx] + tables[u + n - nx] * z[n - nx]
      + tables[ue + n] * z[n + nx + 1] + tables[ue + n - nx - 1] * z[n - nx - 1] + tables[uw + n] * z[n + nx - 1] + tables[uw + n - nx + 1] * z[n - nx + 1]));
    to[t] = finest ? tables[level.scale + n] * value : value;
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
