/** Twin of shaders/demag/to_columns.wgsl: the first pass along columns, from the lines of the row transforms. */
import type { Twin } from '../../plan/types.js';
import { butterfly } from '../lib/butterfly.js';
import { part } from '../lib/halves.js';
import { mirror } from '../lib/lines.js';
import { lineOfZ } from '../lib/pairs.js';

export const to_columns: Twin = (buffers, constants) => {
  const { NY, ROWS, LX, LY, RADIX, ITEMS } = constants;
  const from = buffers.lines_in as Float64Array, out = buffers.lines_out as Float64Array;
  const half = (LX >> 1) + 1, apart = LY / RADIX;
  const parted = new Float64Array(2);
  for (let item = 0; item < ITEMS; item++) {
    const line = Math.floor(item / (3 * half)), column = item % (3 * half);
    const sim = Math.floor(line / apart), j = line % apart, component = Math.floor(column / half), k = column % half;
    butterfly(
      RADIX,
      (r) => {
        const y = j + r * apart;
        if (y >= NY) return [0, 0];
        const z = component === 2;
        const source = LX * (z ? lineOfZ(sim, y, NY, ROWS) : sim * NY + y);
        part(from, 2 * (source + k), 2 * (source + mirror(k, LX)), z ? y & 1 : component, parted, 0);
        return [parted[0], parted[1]];
      },
      (r, value) => out.set(value, 2 * (((sim * LY + j * RADIX + r) * 3 + component) * half + k)),
    );
  }
};
