/** Twin of shaders/potential/open.wgsl: the residual of the potential as it stands, its size and scale, and what flows through the leads. */
import { guardOf } from '../../math/stencil.js';
import { LST, LST_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { outflow, outflowOfBands } from '../lib/outflow.js';
import { SUMS_LEADS, sumsRows } from '../lib/krylov.js';

export const open: Twin = (buffers, constants, _groups, _args, keep = (make) => make()) => {
  const { NX, NY, BATCH, BANDS, LEADS, WG, PER, GROUPS, WORK, ASPECT } = constants;
  const conductor = buffers.conductor as Float64Array, tensor = buffers.tensor as Float64Array, source = buffers.source as Float64Array;
  const potential = buffers.potential as Float64Array, shapes = buffers.lead_shape as Float64Array, state = buffers.lead_state as Float64Array;
  const work = buffers.solve_work as Float64Array, sums = buffers.solve_sums as Float64Array;
  const cells = NX * NY, nodes = (NX + 1) * (NY + 1), guard = guardOf([NX + 1, NY + 1]), vector = nodes + 2 * guard;
  const grid = { nx: NX, ny: NY, aspect: ASPECT };
  const { flux, v } = keep(() => ({ flux: new Float64Array(cells), v: new Float64Array(BANDS * nodes) }));
  const rows = sumsRows(LEADS);
  for (let sim = 0; sim < BATCH; sim++) {
    if (state[sim * LST_STRIDE + LST.DONE] > 0) continue;
    const from = sim * BANDS * nodes, correction = BATCH * BANDS * nodes;
    for (let n = 0; n < BANDS * nodes; n++) v[n] = potential[from + n] + potential[correction + from + n];
    const r = sim * WORK + guard, second = r + vector;
    if (BANDS === 1) outflow(grid, conductor, tensor, source, sim * cells, v, 0, work, r, flux);
    else outflowOfBands(grid, conductor, tensor, source, sim * cells, v, 0, nodes, work, r, vector, flux);
    const shape = sim * (LEADS + 1) * nodes, tilts = shape + LEADS * nodes, out = sim * GROUPS * 4 * (rows + 1);
    for (let g = 0; g < GROUPS; g++) {
      const start = g * WG * PER, end = Math.min(start + WG * PER, nodes), row = out + g * 4 * rows;
      sums.fill(0, row, row + 4 * rows);
      let size = 0, scale = 0;
      // A cell counts with the node at its lower left.
      for (let k = Math.floor(start / (NX + 1)); k < NY && k * (NX + 1) < end; k++) {
        const shift = k * (NX + 1), stop = Math.min(NX, end - shift);
        for (let i = Math.max(0, start - shift); i < stop; i++) scale += flux[k * NX + i];
      }
      for (let l = 0; l < LEADS; l++) {
        let sum = 0;
        const of = shape + l * nodes;
        if (BANDS === 1) for (let n = start; n < end; n++) sum += shapes[of + n] * work[r + n];
        else for (let n = start; n < end; n++) sum += shapes[of + n] * (work[r + n] + work[second + n]);
        sums[row + SUMS_LEADS + l] = sum;
      }
      for (let n = start; n < end; n++) {
        const t = shapes[tilts + n];
        if (t < 0) {
          work[r + n] = 0;
          if (BANDS === 2) work[second + n] = 0;
          continue;
        }
        const up = work[r + n];
        if (BANDS === 1) {
          size += up * up;
          continue;
        }
        const down = work[second + n], charge = up + down, spin = t * up - down / t;
        work[r + n] = charge;
        work[second + n] = spin;
        size += charge * charge + spin * spin;
      }
      sums[row] = size;
      sums[row + 1] = scale;
    }
  }
};
