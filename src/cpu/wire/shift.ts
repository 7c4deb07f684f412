/** Twin of shaders/wire/shift.wgsl: the moving window. */
import { FLG, FLG_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';

export const shift: Twin = (buffers, constants) => {
  const { CELLS, BATCH } = constants;
  const m = buffers.m as Float64Array, flags = buffers.flags as Uint32Array, shifts = buffers.shifts as Uint32Array;
  for (let sim = 0; sim < BATCH; sim++) {
    const by = shifts[sim] | 0;
    if (by === 0) continue;
    const parity = flags[sim * FLG_STRIDE + FLG.PARITY];
    const from = 4 * (parity * BATCH + sim) * CELLS, to = 4 * ((1 - parity) * BATCH + sim) * CELLS;
    for (let i = 0; i < CELLS; i++) {
      const source = from + 4 * Math.min(Math.max(i + by, 0), CELLS - 1);
      m.copyWithin(to + 4 * i, source, source + 4);
    }
  }
};
