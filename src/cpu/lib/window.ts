/** Twin of shaders/lib/window.wgsl: when the window of a simulation is looked at. */
import { FLG, FLG_STRIDE } from '../../plan/layout.js';

/** Whether a simulation is to wait until the host has looked at its window. */
export function windowDue(flags: Uint32Array, sim: number): boolean {
  const f = sim * FLG_STRIDE, every = flags[f + FLG.LOOK_EVERY];
  return every > 0 && flags[f + FLG.STEPS] % every === 0;
}
