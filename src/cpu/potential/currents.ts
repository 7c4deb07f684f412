/** Twin of shaders/potential/currents.wgsl: the currents of every cell, what the torque needs besides, and the heat that they do not show. */
import { CUR, CUR_STRIDE, LST, LST_STRIDE, LSU, LSU_STRIDE, PROBES_MAX } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';

const { X, Y, GX, GY, HEAT, WEIGHT_X, WEIGHT_Y, SPARE } = CUR;
const STRIDE = CUR_STRIDE;

export const currents: Twin = (buffers, constants, _groups, _args, keep = (make) => make()) => {
  const { NX, NY, BATCH, BANDS, ASPECT: a } = constants;
  const conductor = buffers.conductor as Float64Array, tensor = buffers.tensor as Float64Array, source = buffers.source as Float64Array;
  const potential = buffers.potential as Float64Array, state = buffers.lead_state as Float64Array, out = buffers.current as Float64Array;
  const weight = buffers.weight as Float64Array, setup = buffers.lead_setup as Float64Array;
  const cells = NX * NY, row = NX + 1, nodes = row * (NY + 1), hourglass = (1 + a * a) / 12;
  const v = keep(() => new Float64Array(BANDS * nodes));
  for (let sim = 0; sim < BATCH; sim++) {
    if (!(state[sim * LST_STRIDE + LST.ACTIVE] > 0)) continue;
    const from = sim * BANDS * nodes, correction = from + BATCH * BANDS * nodes;
    for (let n = 0; n < BANDS * nodes; n++) v[n] = potential[from + n] + potential[correction + n];
    // Of two bands the mean of both, weighed by conductance: what a contact that takes either spin reads.
    for (let p = 0; p < PROBES_MAX; p++) {
      const node = setup[sim * LSU_STRIDE + LSU.PROBES + p], up = setup[sim * LSU_STRIDE + LSU.SHARES + p];
      state[sim * LST_STRIDE + LST.PROBES + p] = node < 0 ? 0 : BANDS === 1 ? v[node] : up * v[node] + (1 - up) * v[nodes + node];
    }
    for (let k = 0; k < NY; k++) {
      for (let i = 0; i < NX; i++) {
        const cell = sim * cells + k * NX + i, q = 4 * cell, to = STRIDE * cell, n = k * row + i;
        const c = conductor[q];
        if (!(c > 0)) {
          out.fill(0, to, to + STRIDE);
          continue;
        }
        const v00 = v[n], v10 = v[n + 1], v01 = v[n + row], v11 = v[n + row + 1];
        const ex = -0.5 * (v10 - v00 + (v11 - v01)), ey = -0.5 * a * (v01 - v00 + (v11 - v10)), h = v00 - v10 - (v01 - v11);
        const xx = tensor[q], xy = tensor[q + 1], yx = tensor[q + 2], yy = tensor[q + 3], sx = source[2 * cell], sy = source[2 * cell + 1];
        out[to + WEIGHT_X] = weight[2 * cell];
        out[to + WEIGHT_Y] = weight[2 * cell + 1];
        out[to + SPARE] = 0;
        if (BANDS === 1) {
          out[to + X] = xx * ex + xy * ey + sx;
          out[to + Y] = yx * ex + yy * ey + sy;
          out[to + GX] = ex;
          out[to + GY] = ey;
          out[to + HEAT] = c * h * h * hourglass;
          continue;
        }
        const d = conductor[q + 1], m = n + nodes, d00 = v[m], d10 = v[m + 1], d01 = v[m + row], d11 = v[m + row + 1];
        const fx = -0.5 * (d10 - d00 + (d11 - d01)), fy = -0.5 * a * (d01 - d00 + (d11 - d10)), hd = d00 - d10 - (d01 - d11);
        const wx = c * ex - d * fx, wy = c * ey - d * fy;
        const forceX = xx * wx + xy * wy + sx, forceY = yx * wx + yy * wy + sy;
        const ux = c * (ex + forceX), uy = c * (ey + forceY), wdx = d * (fx - forceX), wdy = d * (fy - forceY);
        const flips = (v00 - d00) ** 2 + (v10 - d10) ** 2 + (v01 - d01) ** 2 + (v11 - d11) ** 2;
        out[to + X] = ux + wdx;
        out[to + Y] = uy + wdy;
        out[to + GX] = ux - wdx;
        out[to + GY] = uy - wdy;
        out[to + HEAT] = (ux * ux + uy * uy) / c + (wdx * wdx + wdy * wdy) / d + (c * h * h + d * hd * hd) * hourglass + 0.25 * conductor[q + 2] * flips;
      }
    }
  }
};
