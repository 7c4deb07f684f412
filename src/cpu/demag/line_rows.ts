/** Twin of shaders/demag/line_rows.wgsl: from cells to the transforms of their rows. */
import { unpackRadices } from '../../plan/demag.js';
import type { Twin } from '../../plan/types.js';
import { part } from '../lib/halves.js';
import { lineTransform, mirror } from '../lib/lines.js';
import { linesOf, pairAt, pairsIn } from '../lib/pairs.js';
import { weightsOf } from '../lib/weight.js';

/** Pairs of rows that are transformed together, for the twiddles to be read once: of each mx + i my of the first, mz, mx + i my of the second if there is one. */
const together = 2;

export const line_rows: Twin = (buffers, constants, _groups, _args, keep) => {
  const { NX, NY, ROWS, REGIONS, LX, RADICES } = constants;
  const saturation = buffers.demag_saturation as Float64Array;
  const mixed = REGIONS > 1;
  const m = buffers.stage_m as Float64Array, work = buffers.demag_lines as Float64Array;
  const fft = lineTransform(unpackRadices(RADICES), buffers.demag_roots as Float64Array, 0, 3 * together, keep);
  const half = (LX >> 1) + 1, all = pairsIn(ROWS, NY);
  for (let first = 0; first < all; first += together) {
    const line = fft.data;
    const end = Math.min(first + together, all), lines = linesOf(first, end, NY), step = 2 * lines;
    for (let pair = first, before = 0; pair < end; pair++) {
      const { row, rows } = pairAt(pair, NY), both = rows === 2;
      const materials = weightsOf(row, NY, REGIONS);
      for (let i = 0; i < NX; i++) {
        const at = i * step + before, from = 4 * (row * NX + i), next = both ? from + 4 * NX : from;
        let w = m[from + 3], v = both ? m[next + 3] : 0;
        if (mixed) {
          if (w > 0) w = saturation[materials + w];
          if (v > 0) v = saturation[materials + v];
        }
        line[at] = w * m[from];
        line[at + 1] = w * m[from + 1];
        line[at + 2] = w * m[from + 2];
        line[at + 3] = v * m[next + 2];
        if (both) {
          line[at + 4] = v * m[next];
          line[at + 5] = v * m[next + 1];
        }
      }
      before += 2 + 2 * rows;
    }
    fft.run(lines, false, NX);
    const spectrum = fft.data;
    for (let pair = first, before = 0; pair < end; pair++) {
      const { row, rows } = pairAt(pair, NY);
      for (let r = 0; r < rows; r++) {
        const to = 6 * (row + r) * half;
        for (let k = 0; k < half; k++) {
          const right = k * step + before, left = mirror(k, LX) * step + before;
          part(spectrum, right + 4 * r, left + 4 * r, 0, work, to + 2 * k);
          part(spectrum, right + 4 * r, left + 4 * r, 1, work, to + 2 * (half + k));
          part(spectrum, right + 2, left + 2, r, work, to + 2 * (2 * half + k));
        }
      }
      before += 2 + 2 * rows;
    }
  }
};
