/** Twin of shaders/lib/turn.wgsl: whose turn it is. */
import { FLG, FLG_STRIDE, STATE } from '../../plan/layout.js';

/** Whether a Runge-Kutta stage (from 1) of a simulation is to be worked out. */
export function stageRuns(flags: Uint32Array, sim: number, s: number): boolean {
  const f = sim * FLG_STRIDE, fresh = flags[f + FLG.FRESH] === 1;
  return s === 1 ? fresh : !fresh && flags[f + FLG.STATE] === STATE.RUN;
}
