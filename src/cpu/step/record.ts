/** Twin of shaders/step/record.wgsl: adds up what `observe` found and writes it down. */
import { CLK, CLK_STRIDE, CLOSURE, EVENT, FLG, FLG_STRIDE, GAZE, LEADS_MAX, LED_STRIDE, LST, LST_STRIDE, NO_CROSSING, OBS, OBS_STRIDE, OBS_SUMS, PROBES_MAX, REC, REC_STRIDE, SEG, SEG_STRIDE, STATE } from '../../plan/layout.js';
import type { Twin } from '../../plan/types.js';
import { distanceKey } from '../lib/crossing.js';
import { windowDue } from '../lib/window.js';

export const record: Twin = (buffers, constants, groups, [gaze]) => {
  const { GROUPS, RING, SEGMENTS, CELLS, KIND } = constants;
  const observed = buffers.observed as Float64Array, schedule = buffers.schedule as Float64Array, clock = buffers.clock as Float64Array;
  const flags = buffers.flags as Uint32Array, ledger = buffers.ledger as Float64Array, records = buffers.records as Float64Array;
  const look = gaze === GAZE.LOOK;

  for (let sim = 0; sim < groups[0]; sim++) {
    const f = sim * FLG_STRIDE, c = sim * CLK_STRIDE;
    if (!look && (flags[f + FLG.STATE] !== STATE.HOLD || flags[f + FLG.RECORDS] >= RING)) continue;
    const to = (sim * (RING + 1) + (look ? RING : flags[f + FLG.RECORDS])) * REC_STRIDE;
    const out = records.subarray(to, to + REC_STRIDE);
    out.fill(0, 0, OBS_STRIDE);
    out[OBS.CROSSING] = -1;
    let nearest = NO_CROSSING;
    for (let g = 0; g < GROUPS; g++) {
      const from = observed.subarray((sim * GROUPS + g) * OBS_STRIDE, (sim * GROUPS + g + 1) * OBS_STRIDE);
      for (let k = 0; k < OBS_SUMS; k++) out[k] += from[k];
      for (const k of [OBS.MAX_TORQUE, OBS.MAX_RATE]) out[k] = Math.max(out[k], from[k]);
      if (from[OBS.CROSSING] < 0) continue;
      const key = distanceKey(from[OBS.CROSSING], flags[f + FLG.CROSSING], CELLS, constants.PERIODIC === 1);
      if (key < nearest) {
        nearest = key;
        out.set(from.subarray(OBS.CROSSING), OBS.CROSSING);
      }
    }
    out.set(ledger.subarray(sim * LED_STRIDE, (sim + 1) * LED_STRIDE), REC.LEDGER);
    out[REC.TICKS] = flags[f + FLG.TICKS];
    out[REC.H] = clock[c + CLK.H];
    out[REC.STEPS_LOW] = flags[f + FLG.STEPS] & 0xffff;
    out[REC.STEPS_HIGH] = flags[f + FLG.STEPS] >>> 16;
    out[REC.NOW_FIELD] = clock[c + CLK.NOW_FIELD];
    out[REC.NOW_CURRENT] = clock[c + CLK.NOW_CURRENT];
    out[REC.NOW_VOLTAGE] = clock[c + CLK.NOW_VOLTAGE];
    out[REC.NOW_SLOPE] = clock[c + CLK.NOW_SLOPE];
    if (KIND >= CLOSURE.POTENTIAL) {
      const state = (buffers.lead_state as Float64Array).subarray(sim * LST_STRIDE, (sim + 1) * LST_STRIDE);
      out.set(state.subarray(LST.U, LST.U + 2 * LEADS_MAX), REC.LEADS);
      out.set(state.subarray(LST.PROBES, LST.PROBES + PROBES_MAX), REC.PROBES);
    }
    if (look) continue;

    if (nearest !== NO_CROSSING) flags[f + FLG.CROSSING] = out[OBS.CROSSING];
    ledger.fill(0, sim * LED_STRIDE, (sim + 1) * LED_STRIDE);
    flags[f + FLG.RECORDS]++;
    flags[f + FLG.STATE] = afterSample(flags, sim, schedule, SEGMENTS);
  }
};

/** A snapshot may be due at the same moment, a look at the window, or the end. The first sample, at t = 0, is the end of no segment. */
function afterSample(flags: Uint32Array, sim: number, schedule: Float64Array, segments: number): number {
  const segment = flags[sim * FLG_STRIDE + FLG.SEGMENT];
  if (segment === 0) return STATE.RUN;
  const events = schedule[(sim * segments + ((segment - 1) % segments)) * SEG_STRIDE + SEG.EVENTS];
  if (events & EVENT.SNAPSHOT) return STATE.PAUSE;
  if (events & EVENT.LAST) return STATE.DONE;
  return windowDue(flags, sim) ? STATE.PAUSE : STATE.RUN;
}
