/** Twin of shaders/demag/to_cells.wgsl: the last pass back along rows, and the field it ends in. */
import type { Twin } from '../../plan/types.js';
import { butterfly, complexAt, swapped, twiddled } from '../lib/butterfly.js';
import { pairAt } from '../lib/pairs.js';

export const to_cells: Twin = (buffers, constants) => {
  const { NX, NY, ROWS, LX, RADIX, ITEMS } = constants;
  const roots = buffers.demag_roots as Float64Array, from = buffers.lines_in as Float64Array, demag = buffers.demag as Float64Array;
  const apart = LX / RADIX;
  for (let item = 0; item < ITEMS; item++) {
    const line = Math.floor(item / apart), j = item % apart;
    const { row, rows } = line < ROWS ? { row: line, rows: 1 } : pairAt(line - ROWS, NY);
    butterfly(
      RADIX,
      (r) => twiddled(swapped(complexAt(from, line * LX + j + r * apart)), r, roots, apart - 1, j, RADIX),
      (r, value) => {
        const i = j + r * apart;
        if (i >= NX) return;
        if (line < ROWS) demag.set(swapped(value), 4 * (row * NX + i));
        else {
          demag.set([value[1], 0], 4 * (row * NX + i) + 2);
          if (rows === 2) demag.set([value[0], 0], 4 * ((row + 1) * NX + i) + 2);
        }
      },
    );
  }
};
