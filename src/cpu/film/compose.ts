/** Twin of shaders/film/compose.wgsl: the magnetization of a Runge-Kutta stage of a film, into `stage_m`. */
import { CLK, CLK_STRIDE, FLG, FLG_STRIDE, MAX_STAGES, slot, TAB } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { stageRuns } from '../lib/turn.js';

export const compose: Twin = (buffers, constants, _groups, [s, always = 0]) => {
  const { CELLS, BATCH, STAGES } = constants;
  const tableau = buffers.tableau as Float64Array, clock = buffers.clock as Float64Array, flags = buffers.flags as Uint32Array;
  const drift = buffers.drift as Float64Array, m = buffers.m as Float64Array, stageM = buffers.stage_m as Float64Array;
  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    if (!always && !stageRuns(flags, sim, s)) continue;
    const parity = flags[f + FLG.PARITY];
    const h = clock[sim * CLK_STRIDE + CLK.H_TRY];
    const planeOf = (index: number) => 4 * (index * BATCH + sim) * CELLS;
    const weights: number[] = [], planes: number[] = [];
    for (let k = 1; k < s; k++) {
      const a = h * tableau[TAB.A + (s - 1) * MAX_STAGES + k - 1];
      if (a === 0) continue;
      weights.push(a);
      planes.push(planeOf(slot(k, STAGES, parity)));
    }
    const from = planeOf(parity), to = planeOf(0);
    // Weights in variables of their own: a loop over them inside that over the cells costs more than the sums. No method has more.
    const count = s > 1 ? weights.length : 0;
    if (count > 6) throw new Error('film/compose: more than six rates to a stage');
    const [a = 0, b = 0, c = 0, d = 0, e = 0, g = 0] = weights;
    const [pa = 0, pb = 0, pc = 0, pd = 0, pe = 0, pg = 0] = planes;
    for (let at = 0; at < 4 * CELLS; at += 4) {
      let x = m[from + at], y = m[from + at + 1], z = m[from + at + 2];
      const inside = m[from + at + 3];
      if (count > 0 && inside > 0) {
        x += a * drift[pa + at];
        y += a * drift[pa + at + 1];
        z += a * drift[pa + at + 2];
        if (count > 1) {
          x += b * drift[pb + at];
          y += b * drift[pb + at + 1];
          z += b * drift[pb + at + 2];
        }
        if (count > 2) {
          x += c * drift[pc + at];
          y += c * drift[pc + at + 1];
          z += c * drift[pc + at + 2];
        }
        if (count > 3) {
          x += d * drift[pd + at];
          y += d * drift[pd + at + 1];
          z += d * drift[pd + at + 2];
        }
        if (count > 4) {
          x += e * drift[pe + at];
          y += e * drift[pe + at + 1];
          z += e * drift[pe + at + 2];
        }
        if (count > 5) {
          x += g * drift[pg + at];
          y += g * drift[pg + at + 1];
          z += g * drift[pg + at + 2];
        }
        const scale = 1 / Math.sqrt(x * x + y * y + z * z);
        x *= scale;
        y *= scale;
        z *= scale;
      }
      stageM[to + at] = x;
      stageM[to + at + 1] = y;
      stageM[to + at + 2] = z;
      stageM[to + at + 3] = inside;
    }
    if (s === STAGES) m.set(stageM.subarray(to, to + 4 * CELLS), planeOf(1 - parity));
  }
};
