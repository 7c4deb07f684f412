/** Twin of shaders/demag/line_columns.wgsl: along each column there, times the tensor, and back. */
import { unpackRadices } from '../../plan/demag.js';
import type { Twin } from '../../plan/types.js';
import { fold } from '../lib/fold.js';
import { lineTransform } from '../lib/lines.js';

/** Columns that are transformed together, so that cache lines of 64 bytes are used whole. */
const together = 4;

export const line_columns: Twin = (buffers, constants, groups) => {
  const { NY, LX, LY, FORWARD, LAST, ROOTS } = constants;
  const sims = groups[1];
  const work = buffers.demag_lines as Float64Array, tensor = buffers.demag_tensor as Float64Array;
  const fft = lineTransform(LAST === 1 ? [] : [...unpackRadices(FORWARD), LAST], buffers.demag_roots as Float64Array, ROOTS);
  const half = (LX >> 1) + 1;
  const line = new Float64Array(2 * LY * 3 * together);
  for (let sim = 0; sim < sims; sim++) {
    for (let first = 0; first < half; first += together) {
      const columns = Math.min(together, half - first), step = 6 * columns;
      const place = (y: number, component: number) => 2 * (((sim * NY + y) * 3 + component) * half + first);
      for (let y = 0; y < NY; y++) {
        for (let component = 0; component < 3; component++) {
          const from = place(y, component), to = y * step + 2 * component * columns;
          for (let c = 0; c < 2 * columns; c++) line[to + c] = work[from + c];
        }
      }
      fft.transform(line, 3 * columns, false, NY);
      for (let ky = 0; ky < LY; ky++) {
        for (let c = 0; c < columns; c++) fold(tensor, LX, LY, first + c, ky, line, ky * step + 2 * c, 2 * columns);
      }
      fft.transform(line, 3 * columns, true);
      for (let y = 0; y < NY; y++) {
        for (let component = 0; component < 3; component++) {
          const to = place(y, component), from = y * step + 2 * component * columns;
          for (let c = 0; c < 2 * columns; c++) work[to + c] = line[from + c];
        }
      }
    }
  }
};
