/** Twin of shaders/lib/pairs.wgsl: the lines of the transforms along rows, and which rows share one. */

const pairsOf = (ny: number) => (ny + 1) >> 1;

/** Lines of mz of all simulations; made an integer, so that indices counted from it are worked out as such. @param rows of all simulations */
export function pairsIn(rows: number, ny: number): number {
  return ((rows / ny) | 0) * pairsOf(ny);
}

/** The line of mz that row y of a simulation is in. @param rows of all simulations */
export function lineOfZ(sim: number, y: number, ny: number, rows: number): number {
  return rows + sim * pairsOf(ny) + (y >> 1);
}

/** One or two rows whose mz share a line. */
export interface Pair {
  /** The first, among those of all simulations. */
  readonly row: number;
  readonly rows: number;
}

/** @param pair its number among those of all simulations */
export function pairAt(pair: number, ny: number): Pair {
  const sim = (pair / pairsOf(ny)) | 0, y = 2 * (pair % pairsOf(ny));
  return { row: sim * ny + y, rows: y + 1 < ny ? 2 : 1 };
}

/** Lines of some pairs: those of mx + i my of their rows, and those of mz. */
export function linesOf(first: number, end: number, ny: number): number {
  let lines = 0;
  for (let pair = first; pair < end; pair++) lines += pairAt(pair, ny).rows + 1;
  return lines;
}
