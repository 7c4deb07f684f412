/** Twin of shaders/demag/line_columns.wgsl: along each column there, times the tensor, and back. */
import { unpackRadices } from '../../plan/demag.js';
import type { Twin } from '../../plan/types.js';
import { fold } from '../lib/fold.js';
import { lineTransform } from '../lib/lines.js';

/** Columns that are transformed together, so that cache lines of 64 bytes are used whole. */
const together = 4;

export const line_columns: Twin = (buffers, constants, groups, _args, keep) => {
  const { NY, LX, LY, FORWARD, LAST, ROOTS } = constants;
  const sims = groups[1];
  const work = buffers.demag_lines as Float64Array, tensor = buffers.demag_tensor as Float64Array;
  const fft = lineTransform(LAST === 1 ? [] : [...unpackRadices(FORWARD), LAST], buffers.demag_roots as Float64Array, ROOTS, 3 * together, keep);
  const half = (LX >> 1) + 1;
  for (let sim = 0; sim < sims; sim++) {
    for (let first = 0; first < half; first += together) {
      const columns = Math.min(together, half - first), count = 3 * columns;
      const line = fft.data;
      for (let y = 0; y < NY; y++) {
        for (let component = 0; component < 3; component++) {
          const from = 2 * (((sim * NY + y) * 3 + component) * half + first), to = 2 * (y * count + component * columns);
          for (let c = 0; c < 2 * columns; c++) line[to + c] = work[from + c];
        }
      }
      fft.run(count, false, NY);
      const spectrum = fft.data;
      for (let ky = 0; ky < LY; ky++) fold(tensor, LX, LY, first, columns, ky, spectrum, 2 * ky * count);
      fft.run(count, true, LY, NY);
      const field = fft.data;
      for (let y = 0; y < NY; y++) {
        for (let component = 0; component < 3; component++) {
          const to = 2 * (((sim * NY + y) * 3 + component) * half + first), from = 2 * (y * count + component * columns);
          for (let c = 0; c < 2 * columns; c++) work[to + c] = field[from + c];
        }
      }
    }
  }
};
