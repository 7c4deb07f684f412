/** Where in the buffers of a plan a simulation's numbers lie, as ranges to read. */
import type { StepPlan } from '../lower/steps.js';
import { REC_STRIDE } from '../plan/layout.js';

/** The row that a look writes. */
export function lookRow({ ring }: StepPlan, sim: number) {
  return { buffer: 'records', offset: (sim * (ring + 1) + ring) * REC_STRIDE, length: REC_STRIDE };
}

/** A plane of m, [cells * 4]. */
export function planeRange({ cells, batch }: StepPlan, sim: number, parity: number) {
  return { buffer: 'm', offset: 4 * cells * (parity * batch + sim), length: 4 * cells };
}

/** The magnetization [cells * 3] in a plane of `m`, which has four numbers a cell. */
export function triples(m: ArrayLike<number>, cells: number): Float64Array {
  const out = new Float64Array(3 * cells);
  for (let i = 0; i < cells; i++) for (let k = 0; k < 3; k++) out[3 * i + k] = m[4 * i + k];
  return out;
}
