/** Twin of shaders/step/shift.wgsl: the moving window. */
import { FLG, FLG_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';

export const shift: Twin = (buffers, constants) => {
  const { CELLS, NX, BATCH } = constants;
  const m = buffers.m as Float64Array, flags = buffers.flags as Uint32Array, shifts = buffers.shifts as Uint32Array;
  for (let sim = 0; sim < BATCH; sim++) {
    const by = shifts[sim] | 0;
    if (by === 0) continue;
    const parity = flags[sim * FLG_STRIDE + FLG.PARITY];
    const from = 4 * (parity * BATCH + sim) * CELLS, to = 4 * ((1 - parity) * BATCH + sim) * CELLS;
    for (let row = 0; row < CELLS; row += NX) {
      for (let x = 0; x < NX; x++) {
        const source = from + 4 * (row + Math.min(Math.max(x + by, 0), NX - 1));
        m.copyWithin(to + 4 * (row + x), source, source + 4);
      }
    }
  }
};
