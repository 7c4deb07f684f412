/** Twin of shaders/potential/apply.wgsl: q = K z of the direction z of an iteration, with the tensor of the magnetization, and its products. */
import { guardOf } from '../../math/stencil.js';
import { DIRECTIONS, LEADS_MAX, LST, LST_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { directionOf, earlier, SUMS_LEADS, SUMS_RZ, sumsRows } from '../lib/krylov.js';
import { outflow, outflowOfBands } from '../lib/outflow.js';
import { solved } from '../lib/solved.js';

export const apply: Twin = (buffers, constants, _groups, [iteration], keep = (make) => make()) => {
  const { NX, NY, BATCH, BANDS, LEADS, WG, PER, GROUPS, WORK, ASPECT } = constants;
  if (solved(buffers, BATCH)) return;
  const conductor = buffers.conductor as Float64Array, tensor = buffers.tensor as Float64Array;
  const shapes = buffers.lead_shape as Float64Array, state = buffers.lead_state as Float64Array;
  const work = buffers.solve_work as Float64Array, sums = buffers.solve_sums as Float64Array;
  const cells = NX * NY, nodes = (NX + 1) * (NY + 1), guard = guardOf([NX + 1, NY + 1]), vector = nodes + 2 * guard;
  const grid = { nx: NX, ny: NY, aspect: ASPECT };
  const rows = sumsRows(LEADS), before = earlier(iteration);
  for (let sim = 0; sim < BATCH; sim++) {
    if (state[sim * LST_STRIDE + LST.DONE] > 0) continue;
    const at = (index: number) => sim * WORK + index * BANDS * vector + guard;
    const r = at(0), z = at(1 + directionOf(iteration)), q = at(1 + DIRECTIONS + directionOf(iteration));
    const q1 = at(1 + DIRECTIONS + directionOf(iteration, 1)), q2 = at(1 + DIRECTIONS + directionOf(iteration, 2)), q3 = at(1 + DIRECTIONS + directionOf(iteration, 3));
    const shape = sim * (LEADS + 1) * nodes, tilts = shape + LEADS * nodes;
    if (BANDS === 1) outflow(grid, conductor, tensor, null, sim * cells, work, z, work, q, null);
    else {
      const v = keep(() => new Float64Array(2 * nodes));
      for (let n = 0; n < nodes; n++) {
        const t = shapes[tilts + n], mean = work[z + n], spin = work[z + vector + n];
        v[n] = t < 0 ? mean : mean + t * spin;
        v[nodes + n] = t < 0 ? mean : mean - spin / t;
      }
      outflowOfBands(grid, conductor, tensor, null, sim * cells, v, 0, nodes, work, q, vector, null);
    }
    const out = sim * GROUPS * 4 * (rows + 1);
    for (let g = 0; g < GROUPS; g++) {
      const start = g * WG * PER, end = Math.min(start + WG * PER, nodes), row = out + g * 4 * rows;
      sums.fill(0, row, row + 4 * rows);
      let qq = 0, qr = 0, rz = 0, product1 = 0, product2 = 0, product3 = 0;
      if (LEADS > 0) {
        for (let l = 0; l < LEADS; l++) {
          let sum = 0;
          if (BANDS === 1) for (let n = start, to = shape + l * nodes + start; n < end; n++, to++) sum -= shapes[to] * work[q + n];
          else for (let n = start, to = shape + l * nodes + start; n < end; n++, to++) sum -= shapes[to] * (work[q + n] + work[q + vector + n]);
          sums[row + SUMS_LEADS + l] = sum;
          // The part of a free lead in z has a residual of its own.
          const u = state[sim * LST_STRIDE + LST.STEP_U + directionOf(iteration) * LEADS_MAX + l];
          if (u !== 0) for (let n = start, to = shape + l * nodes + start; n < end; n++, to++) rz -= u * shapes[to] * work[r + n];
        }
      }
      for (let n = start; n < end; n++) {
        const t = shapes[tilts + n];
        if (t < 0) {
          work[q + n] = 0;
          if (BANDS === 2) work[q + vector + n] = 0;
          continue;
        }
        let value = -work[q + n];
        if (BANDS === 2) {
          const up = value, down = -work[q + vector + n], spin = t * up - down / t, m = vector + n;
          value += down;
          work[q + m] = spin;
          qq += spin * spin;
          qr += spin * work[r + m];
          rz += work[z + m] * work[r + m];
          if (before > 0) product1 += spin * work[q1 + m];
          if (before > 1) product2 += spin * work[q2 + m];
          if (before > 2) product3 += spin * work[q3 + m];
        }
        work[q + n] = value;
        qq += value * value;
        qr += value * work[r + n];
        rz += work[z + n] * work[r + n];
        if (before > 0) product1 += value * work[q1 + n];
        if (before > 1) product2 += value * work[q2 + n];
        if (before > 2) product3 += value * work[q3 + n];
      }
      sums[row] = qq;
      sums[row + 1] = qr;
      sums[row + 2] = product1;
      sums[row + 3] = product2;
      sums[row + 4] = product3;
      sums[row + SUMS_RZ] = rz;
    }
  }
};
