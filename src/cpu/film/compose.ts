/** Twin of shaders/film/compose.wgsl: the magnetization of a Runge-Kutta stage of a film, into `stage_m`. */
import { CLK, CLK_STRIDE, FLG, FLG_STRIDE, MAX_STAGES, slot, STATE, TAB } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';

export const compose: Twin = (buffers, constants, _groups, [s, always = 0]) => {
  const { CELLS, BATCH, STAGES } = constants;
  const tableau = buffers.tableau as Float64Array, clock = buffers.clock as Float64Array, flags = buffers.flags as Uint32Array;
  const drift = buffers.drift as Float64Array, m = buffers.m as Float64Array, stageM = buffers.stage_m as Float64Array;
  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    const fresh = flags[f + FLG.FRESH] === 1;
    if (!always && (s === 1 ? !fresh : fresh || flags[f + FLG.STATE] !== STATE.RUN)) continue;
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
    for (let at = 0; at < 4 * CELLS; at += 4) {
      let x = m[from + at], y = m[from + at + 1], z = m[from + at + 2];
      const inside = m[from + at + 3];
      if (s > 1 && inside > 0) {
        for (let k = 0; k < weights.length; k++) {
          const source = planes[k] + at, a = weights[k];
          x += a * drift[source];
          y += a * drift[source + 1];
          z += a * drift[source + 2];
        }
        const size = Math.sqrt(x * x + y * y + z * z);
        x /= size;
        y /= size;
        z /= size;
      }
      stageM[to + at] = x;
      stageM[to + at + 1] = y;
      stageM[to + at + 2] = z;
      stageM[to + at + 3] = inside;
    }
    if (s === STAGES) m.set(stageM.subarray(to, to + 4 * CELLS), planeOf(1 - parity));
  }
};
