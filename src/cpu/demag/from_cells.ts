/** Twin of shaders/demag/from_cells.wgsl: the first pass along rows. */
import type { Twin } from '../../plan/types.js';
import { butterfly } from '../lib/butterfly.js';
import { pairAt } from '../lib/pairs.js';
import { weightsOf } from '../lib/weight.js';

export const from_cells: Twin = (buffers, constants) => {
  const { NX, NY, ROWS, REGIONS, LX, RADIX, ITEMS } = constants;
  const saturation = buffers.demag_saturation as Float64Array;
  const m = buffers.stage_m as Float64Array, out = buffers.lines_out as Float64Array;
  const apart = LX / RADIX;
  const component = (i: number, row: number, k: number) => {
    if (i >= NX) return 0;
    const at = 4 * (row * NX + i), w = m[at + 3];
    return (REGIONS > 1 && w > 0 ? saturation[weightsOf(row, NY, REGIONS) + w] : w) * m[at + k];
  };
  for (let item = 0; item < ITEMS; item++) {
    const line = Math.floor(item / apart), j = item % apart;
    const { row, rows } = line < ROWS ? { row: line, rows: 1 } : pairAt(line - ROWS, NY);
    butterfly(
      RADIX,
      (r) => {
        const i = j + r * apart;
        return line < ROWS ? [component(i, row, 0), component(i, row, 1)] : [component(i, row, 2), rows === 2 ? component(i, row + 1, 2) : 0];
      },
      (r, value) => out.set(value, 2 * (line * LX + j * RADIX + r)),
    );
  }
};
