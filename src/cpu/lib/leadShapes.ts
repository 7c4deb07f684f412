/** What the potentials of the leads add to a correction, in the twins of shaders/potential. */
import { DIRECTIONS, LEADS_MAX, LST, LST_STRIDE } from '../../plan/layout.js';

/** to[n] += sum over leads of the iteration's change of their potential times their shape. */
export function addLeadShapes(state: Float64Array, shapes: Float64Array, sim: number, leads: number, nodes: number, iteration: number, to: Float64Array, at: number): void {
  for (let l = 0; l < leads; l++) {
    const u = state[sim * LST_STRIDE + LST.STEP_U + (iteration % DIRECTIONS) * LEADS_MAX + l];
    if (u === 0) continue;
    const shape = (sim * (leads + 1) + l) * nodes;
    for (let n = 0; n < nodes; n++) to[at + n] += u * shapes[shape + n];
  }
}
