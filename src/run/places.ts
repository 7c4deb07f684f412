/** Where in the buffers of a plan a simulation's numbers lie, as ranges to read. */
import type { StepPlan } from '../lower/steps.js';
import { CUR_STRIDE, REC_STRIDE } from '../plan/layout.js';
import type { Range } from '../plan/types.js';

/** The row that a look writes. */
export function lookRow({ ring }: StepPlan, sim: number) {
  return { buffer: 'records', offset: (sim * (ring + 1) + ring) * REC_STRIDE, length: REC_STRIDE };
}

/** A plane of m, [cells * 4]. */
export function planeRange({ cells, batch }: StepPlan, sim: number, parity: number) {
  return { buffer: 'm', offset: 4 * cells * (parity * batch + sim), length: 4 * cells };
}

/** The currents of the cells, then the potential of each band: what a solve started from, and what it has added. Nothing where no potential is solved for. */
export function currentRanges({ cells, batch, potential }: StepPlan, sim: number): Range[] {
  if (!potential) return [];
  const { bands, nodes } = potential, count = nodes[0] * nodes[1];
  const plane = (part: number, band: number): Range => ({ buffer: 'potential', offset: ((part * batch + sim) * bands + band) * count, length: count });
  return [{ buffer: 'current', offset: CUR_STRIDE * cells * sim, length: CUR_STRIDE * cells }, ...Array.from({ length: bands }, (_, band) => [plane(0, band), plane(1, band)]).flat()];
}

/** The magnetization [cells * 3] in a plane of `m`, which has four numbers a cell. */
export function triples(m: ArrayLike<number>, cells: number): Float64Array {
  const out = new Float64Array(3 * cells);
  for (let i = 0; i < cells; i++) for (let k = 0; k < 3; k++) out[3 * i + k] = m[4 * i + k];
  return out;
}
