/**
 * Counter-based random numbers: a pure function of its counters, so the same in any order, on any number of threads
 * and in WGSL (32-bit integer arithmetic only). No state.
 *
 * Source: pcg4d of M. Jarzynski and M. Olano, "Hash Functions for GPU Rendering", JCGT 9(3), 2020.
 */

/** Four u32 in, four well-mixed u32 out. Inputs are taken modulo 2^32. */
export function pcg4d(a: number, b: number, c: number, d: number): [number, number, number, number] {
  let x = (Math.imul(a, 1664525) + 1013904223) | 0;
  let y = (Math.imul(b, 1664525) + 1013904223) | 0;
  let z = (Math.imul(c, 1664525) + 1013904223) | 0;
  let w = (Math.imul(d, 1664525) + 1013904223) | 0;
  for (let round = 0; round < 2; round++) {
    x = (x + Math.imul(y, w)) | 0;
    y = (y + Math.imul(z, x)) | 0;
    z = (z + Math.imul(x, y)) | 0;
    w = (w + Math.imul(y, z)) | 0;
    if (round === 0) {
      x ^= x >>> 16;
      y ^= y >>> 16;
      z ^= z >>> 16;
      w ^= w >>> 16;
    }
  }
  return [x >>> 0, y >>> 0, z >>> 0, w >>> 0];
}

/** A u32 as a number strictly between 0 and 1. */
export function unitInterval(bits: number): number {
  return (bits + 0.5) / 4294967296;
}

/** A direction uniform on the sphere, keyed by seed and cell (u32 each): [x, y, z] of length 1. */
export function randomDirection(seed: number, cell: number): [number, number, number] {
  const [u, v] = pcg4d(cell, 0, seed, 0);
  const z = 2 * unitInterval(u) - 1;
  const angle = 2 * Math.PI * unitInterval(v);
  const radius = Math.sqrt(1 - z * z);
  return [radius * Math.cos(angle), radius * Math.sin(angle), z];
}
