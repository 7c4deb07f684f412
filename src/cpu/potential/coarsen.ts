/** Twin of shaders/potential/coarsen.wgsl: one sweep from zero, and what is left of the residual, on the next coarser grid. */
import { restrict, scratch } from '../../math/cycle.js';
import { lengthOf } from '../../math/stencil.js';
import { LST, LST_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { levelOf, tablesOf } from '../lib/cycleLevel.js';
import { solved } from '../lib/solved.js';

export const coarsen: Twin = (buffers, constants, _groups, _args, keep = (make) => make()) => {
  const { BATCH, BANDS, WORK, FROM, TO, NX, NY, MX, MY } = constants;
  if (solved(buffers, BATCH)) return;
  const tables = buffers.hierarchy as Float64Array, work = buffers.solve_work as Float64Array, state = buffers.lead_state as Float64Array;
  for (let sim = 0; sim < BATCH; sim++) {
    if (state[sim * LST_STRIDE + LST.DONE] > 0) continue;
    const space = keep(() => scratch(levelOf(constants, 0)));
    for (let band = 0; band < BANDS; band++) {
      restrict(levelOf(constants, tablesOf(constants, sim, band)), tables, work, sim * WORK + FROM + band * lengthOf([NX, NY]), work, sim * WORK + TO + band * lengthOf([MX, MY]), space);
    }
  }
};
