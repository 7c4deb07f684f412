/** Transforms and mirror images as the twins of shaders/demag use them. */
import { Fft } from '../../math/fft.js';
import type { Keep } from '../../plan/types.js';

/**
 * A transform with the twiddles that the plan has put into `demag_roots`, made once a pass.
 * @param at first of the twiddles, in complex numbers  @param rows most rows at a time
 */
export function lineTransform(radices: readonly number[], roots: Float64Array, at: number, rows: number, keep?: Keep): Fft {
  const make = () => new Fft(radices, roots.subarray(2 * at), rows);
  return keep ? keep(make) : make();
}

/** Where -k lies among n. */
export function mirror(k: number, n: number): number {
  return k === 0 ? 0 : n - k;
}
