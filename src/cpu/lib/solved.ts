/** Whether no simulation is being solved for: what is left of a solve's passes then costs a look. */
import { LST, LST_STRIDE } from '../../plan/layout.js';
import type { TwinBuffers } from '../../plan/types.js';

export function solved({ lead_state: state }: TwinBuffers, batch: number): boolean {
  for (let sim = 0; sim < batch; sim++) if (!(state[sim * LST_STRIDE + LST.DONE] > 0)) return false;
  return true;
}
