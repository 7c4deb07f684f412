/** Twin of shaders/potential/begin.wgsl: the start of a solve: what the last one found, if it is a number, is taken over, moved as this stage moved it in the step before, and with the voltages of the leads. */
import { CLK, CLK_STRIDE, LEAD, LEADS_MAX, LST, LST_STRIDE, LSU_STRIDE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { stageRuns } from '../lib/turn.js';

export const begin: Twin = (buffers, constants, _groups, [s]) => {
  const { NODES, BATCH, BANDS, LEADS } = constants;
  const flags = buffers.flags as Uint32Array, clock = buffers.clock as Float64Array;
  const shapes = buffers.lead_shape as Float64Array, setup = buffers.lead_setup as Float64Array;
  const state = buffers.lead_state as Float64Array, potential = buffers.potential as Float64Array;
  const history = buffers.potential_history as Float64Array;
  const moved = new Float64Array(LEADS_MAX);
  for (let sim = 0; sim < BATCH; sim++) {
    const at = sim * LST_STRIDE;
    const runs = stageRuns(flags, sim, s);
    state[at + LST.ACTIVE] = runs ? 1 : 0;
    state[at + LST.DONE] = runs ? 0 : 1;
    if (!runs) continue;
    const drive = sim * CLK_STRIDE + CLK.DRIVE + 4 * (s - 1);
    const current = clock[drive + 1], voltage = clock[drive + 2];
    const h = clock[sim * CLK_STRIDE + CLK.H_TRY], before = state[at + (s === 2 ? LST.H_NOW : LST.H_BEFORE)];
    const share = s > 1 && before > 0 ? Math.min(h / before, 2) : 0;
    const last = state[at + LST.LAST];
    if (last > 0 && last !== s) for (let l = 0; l < LEADS; l++) state[at + LST.STAGE_U + (last - 1) * LEADS_MAX + l] = finite(state[at + LST.U + l] - state[at + LST.U_BASE + l]);
    state[at + LST.STAGE] = s;
    state[at + LST.H] = h;
    for (let l = 0; l < LEADS; l++) {
      const lead = sim * LSU_STRIDE + 4 * l;
      const given = voltage * setup[lead + LEAD.VOLTAGE];
      state[at + LST.GIVEN + l] = given;
      state[at + LST.FED + l] = current * setup[lead + LEAD.CURRENT] + voltage * setup[lead + LEAD.BIAS];
      moved[l] = setup[lead + LEAD.FREE] > 0 ? 0 : given - finite(state[at + LST.U + l]) - share * state[at + LST.STAGE_U + (s - 1) * LEADS_MAX + l];
    }
    const own = sim * BANDS * NODES, correction = BATCH * BANDS * NODES;
    const to = (s - 1) * correction, from = (last - 1) * correction;
    for (let n = own; n < own + BANDS * NODES; n++) {
      if (last > 0 && last !== s) history[from + n] = finite(potential[n + correction]);
      potential[n] = finite(potential[n] + potential[n + correction]);
      potential[n + correction] = share * history[to + n];
    }
    for (let l = 0; l < LEADS; l++) {
      if (moved[l] === 0) continue;
      const shape = (sim * (LEADS + 1) + l) * NODES;
      for (let band = 0; band < BANDS; band++) {
        const plane = correction + own + band * NODES;
        for (let n = 0; n < NODES; n++) potential[plane + n] += moved[l] * shapes[shape + n];
      }
    }
  }
};

const finite = (x: number): number => (Number.isFinite(x) ? x : 0);
