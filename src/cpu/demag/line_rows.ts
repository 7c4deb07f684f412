/** Twin of shaders/demag/line_rows.wgsl: from cells to the transforms of their rows. */
import { unpackRadices } from '../../plan/demag.js';
import type { Twin } from '../../plan/types.js';
import { part } from '../lib/halves.js';
import { lineTransform, mirror } from '../lib/lines.js';
import { weightsOf } from '../lib/weight.js';

/** Pairs of rows that are transformed together, for the twiddles to be read once. */
const together = 2;

export const line_rows: Twin = (buffers, constants, _groups, _args, keep) => {
  const { NX, NY, ROWS, REGIONS, LX, RADICES } = constants;
  const saturation = buffers.demag_saturation as Float64Array;
  const mixed = REGIONS > 1;
  const m = buffers.stage_m as Float64Array, work = buffers.demag_lines as Float64Array;
  const fft = lineTransform(unpackRadices(RADICES), buffers.demag_roots as Float64Array, 0, 3 * together, keep);
  const half = (LX >> 1) + 1;
  for (let first = 0; first < ROWS; first += 2 * together) {
    const line = fft.data;
    const pairs = Math.min(together, Math.ceil((ROWS - first) / 2)), step = 6 * pairs;
    for (let p = 0; p < pairs; p++) {
      const a = first + 2 * p;
      // The last of an odd number of rows has a line of mz to itself.
      const both = a + 1 < ROWS;
      const materials = weightsOf(a, NY, REGIONS), above = weightsOf(a + 1, NY, REGIONS);
      for (let i = 0; i < NX; i++) {
        const at = i * step + 6 * p, from = 4 * (a * NX + i), next = both ? from + 4 * NX : from;
        let w = m[from + 3], v = both ? m[next + 3] : 0;
        if (mixed) {
          if (w > 0) w = saturation[materials + w];
          if (v > 0) v = saturation[above + v];
        }
        line[at] = w * m[from];
        line[at + 1] = w * m[from + 1];
        line[at + 2] = v * m[next];
        line[at + 3] = v * m[next + 1];
        line[at + 4] = w * m[from + 2];
        line[at + 5] = v * m[next + 2];
      }
    }
    fft.run(3 * pairs, false, NX);
    const spectrum = fft.data;
    for (let p = 0; p < pairs; p++) {
      for (let row = 0; row < 2 && first + 2 * p + row < ROWS; row++) {
        const to = 6 * (first + 2 * p + row) * half;
        for (let k = 0; k < half; k++) {
          const right = k * step + 6 * p, left = mirror(k, LX) * step + 6 * p;
          part(spectrum, right + 2 * row, left + 2 * row, 0, work, to + 2 * k);
          part(spectrum, right + 2 * row, left + 2 * row, 1, work, to + 2 * (half + k));
          part(spectrum, right + 4, left + 4, row, work, to + 2 * (2 * half + k));
        }
      }
    }
  }
};
