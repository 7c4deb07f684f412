/** Twin of shaders/potential/bottom.wgsl: the coarsest grid, by the inverse of its operator. */
import { solveBottom } from '../../math/cycle.js';
import { guardOf, lengthOf } from '../../math/stencil.js';
import { LST, LST_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { resultOf, tablesOf } from '../lib/cycleLevel.js';
import { addLeadShapes } from '../lib/leadShapes.js';
import { solved } from '../lib/solved.js';

export const bottom: Twin = (buffers, constants, _groups, [iteration]) => {
  const { BATCH, BANDS, LEADS, WORK, FROM, NX, NY, FINEST, SCALE, INVERSE } = constants;
  if (solved(buffers, BATCH)) return;
  const tables = buffers.hierarchy as Float64Array, work = buffers.solve_work as Float64Array, state = buffers.lead_state as Float64Array;
  const size = [NX, NY] as const, vector = lengthOf(size);
  for (let sim = 0; sim < BATCH; sim++) {
    if (state[sim * LST_STRIDE + LST.DONE] > 0) continue;
    const to = sim * WORK + resultOf(constants, vector, iteration);
    for (let band = 0; band < BANDS; band++) {
      const base = tablesOf(constants, sim, band);
      solveBottom(size, tables, base + INVERSE, FINEST ? base + SCALE : -1, work, sim * WORK + FROM + band * vector, work, to + band * vector);
    }
    if (FINEST) addLeadShapes(state, buffers.lead_shape as Float64Array, sim, LEADS, NX * NY, iteration, work, to + guardOf(size));
  }
};
