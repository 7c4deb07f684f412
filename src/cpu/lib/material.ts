/** Twin of shaders/lib/material.wgsl: what a cell is made of, by the w of its m. */
import { materialRow } from '../../plan/layout.js';
import { paramsRow, type Row } from './field.js';

type Vec = ArrayLike<number>;

/** The rows of one simulation by w - 1: that of the rest, then those of its regions. */
export function materialRows(params: Vec, sim: number, constants: Readonly<Record<string, number>>): Row[] {
  const { BATCH, REGIONS, UNIAXIAL, CUBIC } = constants;
  return Array.from({ length: REGIONS }, (_, k) => paramsRow(params, materialRow(sim, k + 1, BATCH, REGIONS), UNIAXIAL, CUBIC));
}

/** The exchange constant of a bond from those of its two cells: the harmonic mean. */
export function bondExchange(own: number, other: number): number {
  return own * ((2 * other) / (own + other));
}
