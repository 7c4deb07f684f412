/** Twin of shaders/demag/middle.wgsl: a pass of a transform between two buffers. */
import type { Twin } from '../../plan/types.js';
import { butterfly, complexAt, swapped, twiddled } from '../lib/butterfly.js';

export const middle: Twin = (buffers, constants) => {
  const { LENGTH, INNER, RADIX, SPAN, KEPT, ROOTS, INVERSE, ITEMS } = constants;
  const roots = buffers.demag_roots as Float64Array, from = buffers.lines_in as Float64Array, out = buffers.lines_out as Float64Array;
  const apart = LENGTH / RADIX, first = ROOTS + SPAN - 1;
  const turn = INVERSE === 1 ? swapped : <T>(x: T) => x;
  for (let item = 0; item < ITEMS; item++) {
    const line = Math.floor(item / INNER), j = line % apart, k = j % SPAN;
    const base = Math.floor(line / apart) * LENGTH * INNER + (item % INNER);
    butterfly(
      RADIX,
      (r) => twiddled(turn(complexAt(from, base + (j + r * apart) * INNER)), r, roots, first, k, RADIX),
      (r, value) => {
        const to = (j - k) * RADIX + k + r * SPAN;
        if (to < KEPT) out.set(turn(value), 2 * (base + to * INNER));
      },
    );
  }
};
