/** Transforms and mirror images as the twins of shaders/demag use them. */
import { Fft } from '../../math/fft.js';

/** A transform with the twiddles that the plan has put into `demag_roots`. @param at first of them, in complex numbers */
export function lineTransform(radices: readonly number[], roots: Float64Array, at: number): Fft {
  return new Fft(radices, roots.subarray(2 * at));
}

/** Where -k lies among n. */
export function mirror(k: number, n: number): number {
  return k === 0 ? 0 : n - k;
}
