/** Twin of shaders/demag/line_cells.wgsl: from the transforms of rows back to cells. */
import { unpackRadices } from '../../plan/demag.js';
import type { Twin } from '../../plan/types.js';
import { join } from '../lib/halves.js';
import { lineTransform } from '../lib/lines.js';

/** Pairs of rows that are transformed together. */
const together = 2;

export const line_cells: Twin = (buffers, constants, _groups, _args, keep) => {
  const { NX, ROWS, LX, RADICES } = constants;
  const demag = buffers.demag as Float64Array, work = buffers.demag_lines as Float64Array;
  const fft = lineTransform(unpackRadices(RADICES), buffers.demag_roots as Float64Array, 0, 3 * together, keep);
  const half = (LX >> 1) + 1;
  for (let first = 0; first < ROWS; first += 2 * together) {
    const line = fft.data;
    const pairs = Math.min(together, Math.ceil((ROWS - first) / 2)), step = 6 * pairs;
    for (let p = 0; p < pairs; p++) {
      const a = 6 * (first + 2 * p) * half, b = first + 2 * p + 1 < ROWS ? a + 6 * half : a;
      for (let k = 0; k < LX; k++) {
        const to = k * step + 6 * p, mirrored = k >= half, from = 2 * (mirrored ? LX - k : k);
        join(work, a + from, a + 2 * half + from, mirrored, line, to);
        join(work, b + from, b + 2 * half + from, mirrored, line, to + 2);
        join(work, a + 4 * half + from, b + 4 * half + from, mirrored, line, to + 4);
      }
    }
    fft.run(3 * pairs, true, LX, NX);
    const field = fft.data;
    for (let p = 0; p < pairs; p++) {
      for (let row = 0; row < 2 && first + 2 * p + row < ROWS; row++) {
        for (let i = 0; i < NX; i++) {
          const at = i * step + 6 * p, to = 4 * ((first + 2 * p + row) * NX + i);
          demag[to] = field[at + 2 * row];
          demag[to + 1] = field[at + 2 * row + 1];
          demag[to + 2] = field[at + 4 + row];
          demag[to + 3] = 0;
        }
      }
    }
  }
};
