/** Directions: vectors of length 1 from vectors of any length. */
import type { Vector } from './schema.js';

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

/** v/|v|, whatever the size of v; undefined for the zero vector. A vector of length 1 to round-off is returned as it is. */
export function direction(v: Vector): Vector | undefined {
  // Divided by the largest component first: the square of 1e-200 or 1e200 is no number.
  const size = Math.max(Math.abs(v[0]), Math.abs(v[1]), Math.abs(v[2]));
  if (!(size > 0)) return undefined;
  const [x, y, z] = [v[0] / size, v[1] / size, v[2] / size];
  const length = Math.sqrt(x * x + y * y + z * z);
  // Dividing again would change the last bit, and a scene read back from a summary must stay the same.
  if (Math.abs(length * size - 1) < 1e-15) return [v[0], v[1], v[2]];
  return [x / length, y / length, z / length];
}

/** The part of `v` at right angles to the direction `a`, of length 1; `v` itself where it already is. */
export function perpendicular(v: Vector, a: Vector): Vector | undefined {
  const along = dot(v, a);
  if (Math.abs(along) < 1e-15) return direction(v);
  return direction([v[0] - along * a[0], v[1] - along * a[1], v[2] - along * a[2]]);
}
