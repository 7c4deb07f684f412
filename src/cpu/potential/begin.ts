/** Twin of shaders/potential/begin.wgsl: the start of a solve: what the last one found, if it is a number, is taken over, and moved with the voltages of the leads. */
import { CLK, CLK_STRIDE, FLG, FLG_STRIDE, LEAD, LEADS_MAX, LST, LST_STRIDE, LSU_STRIDE, STATE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';

export const begin: Twin = (buffers, constants, _groups, [s]) => {
  const { NODES, BATCH, BANDS, LEADS } = constants;
  const flags = buffers.flags as Uint32Array, clock = buffers.clock as Float64Array;
  const shapes = buffers.lead_shape as Float64Array, setup = buffers.lead_setup as Float64Array;
  const state = buffers.lead_state as Float64Array, potential = buffers.potential as Float64Array;
  const moved = new Float64Array(LEADS_MAX);
  for (let sim = 0; sim < BATCH; sim++) {
    const f = sim * FLG_STRIDE, at = sim * LST_STRIDE;
    const fresh = flags[f + FLG.FRESH] === 1;
    const runs = s === 1 ? fresh : !fresh && flags[f + FLG.STATE] === STATE.RUN;
    state[at + LST.ACTIVE] = runs ? 1 : 0;
    state[at + LST.DONE] = runs ? 0 : 1;
    if (!runs) continue;
    const drive = sim * CLK_STRIDE + CLK.DRIVE + 4 * (s - 1);
    const current = clock[drive + 1], voltage = clock[drive + 2];
    for (let l = 0; l < LEADS; l++) {
      const lead = sim * LSU_STRIDE + 4 * l;
      const given = voltage * setup[lead + LEAD.VOLTAGE];
      state[at + LST.GIVEN + l] = given;
      state[at + LST.FED + l] = current * setup[lead + LEAD.CURRENT] + voltage * setup[lead + LEAD.BIAS];
      const before = state[at + LST.U + l];
      moved[l] = setup[lead + LEAD.FREE] > 0 ? 0 : given - (Number.isFinite(before) ? before : 0);
    }
    const own = sim * BANDS * NODES, correction = BATCH * BANDS * NODES;
    for (let n = own; n < own + BANDS * NODES; n++) {
      const sum = potential[n] + potential[n + correction];
      potential[n] = Number.isFinite(sum) ? sum : 0;
      potential[n + correction] = 0;
    }
    for (let l = 0; l < LEADS; l++) {
      if (moved[l] === 0) continue;
      const shape = (sim * (LEADS + 1) + l) * NODES;
      for (let band = 0; band < BANDS; band++) {
        const to = correction + own + band * NODES;
        for (let n = 0; n < NODES; n++) potential[to + n] += moved[l] * shapes[shape + n];
      }
    }
  }
};
