/** Twin of shaders/step/judge.wgsl: the error of an attempted step, HUGE where it is not finite. */
import { CLK, CLK_STRIDE, CLOSURE, FLG, FLG_STRIDE, slot, STATE, TAB } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { paramsRow } from '../lib/field.js';
import { stageCurrent, storeTotal } from '../lib/planes.js';

export const HUGE = 3e38;

export const judge: Twin = (buffers, constants) => {
  const { CELLS, BATCH, STAGES, GROUPS, KIND, WG, PER } = constants;
  const tableau = buffers.tableau as Float64Array, clock = buffers.clock as Float64Array, flags = buffers.flags as Uint32Array;
  const drift = buffers.drift as Float64Array, lever = buffers.lever as Float64Array, sums = buffers.sums as Float64Array, worst = buffers.worst as Float64Array;
  const circuit = KIND === CLOSURE.CIRCUIT;
  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE;
    if (flags[f + FLG.STATE] !== STATE.RUN || flags[f + FLG.FRESH] === 1) continue;
    const parity = flags[f + FLG.PARITY];
    const h = clock[sim * CLK_STRIDE + CLK.H_TRY];
    const row = paramsRow(buffers.params, sim, constants.UNIAXIAL, constants.CUBIC);
    storeTotal(sums, sim, slot(STAGES, STAGES, parity), STAGES, GROUPS);
    const weights: number[] = [], levers: number[] = [], planes: number[] = [];
    for (let k = 1; k <= STAGES; k++) {
      const own = slot(k, STAGES, parity);
      const e = h * tableau[TAB.E + k - 1];
      if (e === 0 && k < STAGES) continue; // the last rate is always looked at: it shows a state that is not finite
      weights.push(e);
      planes.push(4 * (own * BATCH + sim) * CELLS);
      levers.push(circuit ? e * stageCurrent(row, clock, sums, sim, k, own, STAGES, GROUPS) : 0);
    }
    for (let g = 0; g < GROUPS; g++) {
      const end = Math.min((g + 1) * WG * PER, CELLS);
      let largest = 0, finite = true;
      for (let i = g * WG * PER; i < end; i++) {
        let x = 0, y = 0, z = 0;
        for (let k = 0; k < weights.length; k++) {
          const at = planes[k] + 4 * i;
          x += weights[k] * drift[at];
          y += weights[k] * drift[at + 1];
          z += weights[k] * drift[at + 2];
          if (circuit) {
            x += levers[k] * lever[at];
            y += levers[k] * lever[at + 1];
            z += levers[k] * lever[at + 2];
          }
        }
        const e2 = x * x + y * y + z * z;
        if (!Number.isFinite(e2)) finite = false;
        else if (e2 > largest) largest = e2;
      }
      worst[sim * GROUPS + g] = finite ? Math.sqrt(largest) : HUGE;
    }
  }
};
