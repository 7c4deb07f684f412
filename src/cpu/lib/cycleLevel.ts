/** Where the numbers of a multigrid level lie, from the constants of its pass; for the twins of shaders/potential. */
import type { Level } from '../../math/hierarchy.js';
import { DIRECTIONS } from '../../plan/layout.js';

type Constants = Readonly<Record<string, number>>;

/** Offsets from the start of the tables of one operator. */
export function levelOf({ NX, NY, MX, MY, FINEST, OMEGA, SCALE, COUPLINGS, TRANSFERS }: Constants, base: number): Level {
  return { size: [NX, NY], coarse: [MX, MY], along: [MX < NX, MY < NY], omega: base + OMEGA, scale: FINEST ? base + SCALE : -1, couplings: base + COUPLINGS, transfers: base + TRANSFERS };
}

/** Start of the tables of a simulation's band. */
export const tablesOf = ({ BANDS, SHARED, TABLES }: Constants, sim: number, band: number): number => ((SHARED ? 0 : sim) * BANDS + band) * TABLES;

/** Where the correction of the finest level goes: the direction of this iteration. */
export const resultOf = ({ TO, FINEST, BANDS }: Constants, vector: number, iteration: number): number => TO + (FINEST ? (iteration % DIRECTIONS) * BANDS * vector : 0);
