/** Twin of shaders/demag/to_rows.wgsl: the first pass along rows back from the spectrum. */
import type { Twin } from '../../plan/types.js';
import { butterfly, swapped } from '../lib/butterfly.js';
import { join } from '../lib/halves.js';
import { pairAt } from '../lib/pairs.js';

export const to_rows: Twin = (buffers, constants) => {
  const { NY, ROWS, LX, LY, RADIX, ITEMS } = constants;
  const from = buffers.lines_in as Float64Array, out = buffers.lines_out as Float64Array;
  const half = (LX >> 1) + 1, apart = LX / RADIX;
  const start = (row: number, component: number) => ((Math.floor(row / NY) * LY + (row % NY)) * 3 + component) * half;
  const joined = new Float64Array(2);
  for (let item = 0; item < ITEMS; item++) {
    const line = Math.floor(item / apart), j = item % apart;
    const { row, rows } = line < ROWS ? { row: line, rows: 1 } : pairAt(line - ROWS, NY);
    const [a, b] = line < ROWS ? [start(row, 0), start(row, 1)] : [start(row, 2), start(row + rows - 1, 2)];
    butterfly(
      RADIX,
      (r) => {
        const i = j + r * apart, mirrored = i >= half, k = mirrored ? LX - i : i;
        join(from, 2 * (a + k), 2 * (b + k), mirrored, joined, 0);
        return swapped([joined[0], joined[1]]);
      },
      (r, value) => out.set(swapped(value), 2 * (line * LX + j * RADIX + r)),
    );
  }
};
