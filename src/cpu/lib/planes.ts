/** Twin of shaders/lib/planes.wgsl and total.wgsl: where the planes of a batch lie, and the totals of their sums. */
import { CLK, CLK_STRIDE, PAR, SUMS_STRIDE } from '../../plan/layout.js';
import { circuitCurrent } from './closure.js';
import type { Row } from './field.js';

/** First element of a row of `sums`; row 0 is the total, row g + 1 that of workgroup g. */
export function sumsRow(sim: number, slot: number, row: number, stages: number, groups: number): number {
  return SUMS_STRIDE * ((sim * stages + slot) * (groups + 1) + row);
}

/** Adds up the rows of the workgroups into row 0. */
export function storeTotal(sums: Float64Array, sim: number, slot: number, stages: number, groups: number): void {
  const to = sumsRow(sim, slot, 0, stages, groups);
  sums.fill(0, to, to + SUMS_STRIDE);
  for (let g = 1; g <= groups; g++) for (let k = 0; k < SUMS_STRIDE; k++) sums[to + k] += sums[to + g * SUMS_STRIDE + k];
}

/** A factor of the drive at a stage (from 1): 0 field, 1 current, 2 voltage, 3 d(field)/dt. */
export function drive(clock: Float64Array, sim: number, stage: number, which: number): number {
  return clock[sim * CLK_STRIDE + CLK.DRIVE + 4 * (stage - 1) + which];
}

/** The current of a stage in a closed circuit, from the total of its sums. */
export function stageCurrent(row: Row, clock: Float64Array, sums: Float64Array, sim: number, stage: number, slot: number, stages: number, groups: number): number {
  const p = row.params, at = row.at;
  const bias = p[at + PAR.BIAS] * drive(clock, sim, stage, 2);
  return circuitCurrent(bias, p[at + PAR.CHI], p[at + PAR.BETA], sums, sumsRow(sim, slot, 0, stages, groups));
}
