/** Twin of shaders/lib/leads.wgsl: what a row of `sums` takes from the last conduction solve. */
import { LEADS_MAX, LST, LST_STRIDE } from '../../plan/layout.js';
import type { TwinBuffers } from '../../plan/types.js';
import { HUGE } from '../step/judge.js';

/** [power through the leads times `unit`, current through the first, iterations, residual; HUGE where it did not converge]. */
export function leadSums({ lead_state: state }: TwinBuffers, sim: number, unit: number): number[] {
  const at = sim * LST_STRIDE;
  let power = 0;
  for (let l = 0; l < LEADS_MAX; l++) power += state[at + LST.U + l] * state[at + LST.I + l];
  return [unit * power, state[at + LST.I], state[at + LST.ITERATIONS], state[at + LST.CONVERGED] === 1 ? state[at + LST.RESIDUAL] : HUGE];
}
