/** Twin of shaders/demag/line_cells.wgsl: from the transforms of rows back to cells. */
import { unpackRadices } from '../../plan/demag.js';
import type { Twin } from '../../plan/types.js';
import { join } from '../lib/halves.js';
import { lineTransform } from '../lib/lines.js';
import { linesOf, pairAt, pairsIn } from '../lib/pairs.js';

/** Pairs of rows that are transformed together, in the order of line_rows. */
const together = 2;

export const line_cells: Twin = (buffers, constants, _groups, _args, keep) => {
  const { NX, NY, ROWS, LX, RADICES } = constants;
  const demag = buffers.demag as Float64Array, work = buffers.demag_lines as Float64Array;
  const fft = lineTransform(unpackRadices(RADICES), buffers.demag_roots as Float64Array, 0, 3 * together, keep);
  const half = (LX >> 1) + 1, all = pairsIn(ROWS, NY);
  for (let first = 0; first < all; first += together) {
    const line = fft.data;
    const end = Math.min(first + together, all), lines = linesOf(first, end, NY), step = 2 * lines;
    for (let pair = first, before = 0; pair < end; pair++) {
      const { row, rows } = pairAt(pair, NY), both = rows === 2;
      const a = 6 * row * half, b = both ? a + 6 * half : a;
      for (let k = 0; k < LX; k++) {
        const to = k * step + before, mirrored = k >= half, from = 2 * (mirrored ? LX - k : k);
        join(work, a + from, a + 2 * half + from, mirrored, line, to);
        join(work, a + 4 * half + from, b + 4 * half + from, mirrored, line, to + 2);
        if (both) join(work, b + from, b + 2 * half + from, mirrored, line, to + 4);
      }
      before += 2 + 2 * rows;
    }
    fft.run(lines, true, LX, NX);
    const field = fft.data;
    for (let pair = first, before = 0; pair < end; pair++) {
      const { row, rows } = pairAt(pair, NY);
      for (let r = 0; r < rows; r++) {
        for (let i = 0; i < NX; i++) {
          const at = i * step + before, to = 4 * ((row + r) * NX + i);
          demag[to] = field[at + 4 * r];
          demag[to + 1] = field[at + 4 * r + 1];
          demag[to + 2] = field[at + 2 + r];
          demag[to + 3] = 0;
        }
      }
      before += 2 + 2 * rows;
    }
  }
};
