/** Twin of shaders/potential/prolong.wgsl: the sweep again, the correction of the coarser grid, and a second sweep; on the film itself what the leads add. */
import { prolong as prolongLevel, scratch } from '../../math/cycle.js';
import { guardOf, lengthOf } from '../../math/stencil.js';
import { LST, LST_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { levelOf, resultOf, tablesOf } from '../lib/cycleLevel.js';
import { addLeadShapes } from '../lib/leadShapes.js';
import { solved } from '../lib/solved.js';

export const prolong: Twin = (buffers, constants, _groups, [iteration], keep = (make) => make()) => {
  const { BATCH, BANDS, LEADS, WORK, FROM, COARSE, NX, NY, MX, MY, FINEST } = constants;
  if (solved(buffers, BATCH)) return;
  const tables = buffers.hierarchy as Float64Array, work = buffers.solve_work as Float64Array, state = buffers.lead_state as Float64Array;
  const size = [NX, NY] as const, vector = lengthOf(size), below = lengthOf([MX, MY]);
  for (let sim = 0; sim < BATCH; sim++) {
    if (state[sim * LST_STRIDE + LST.DONE] > 0) continue;
    const space = keep(() => scratch(levelOf(constants, 0)));
    const to = sim * WORK + resultOf(constants, vector, iteration);
    for (let band = 0; band < BANDS; band++) {
      prolongLevel(levelOf(constants, tablesOf(constants, sim, band)), tables, work, sim * WORK + FROM + band * vector, work, sim * WORK + COARSE + band * below, work, to + band * vector, space);
    }
    if (FINEST) addLeadShapes(state, buffers.lead_shape as Float64Array, sim, LEADS, NX * NY, iteration, work, to + guardOf(size));
  }
};
