/** Twin of shaders/lib/weight.wgsl: the Ms of a cell over that of the unit. */

/** Where in `demag_saturation` the weights of a row of cells begin, less 1: add the w of a cell. */
export function weightsOf(row: number, ny: number, regions: number): number {
  return Math.floor(row / ny) * regions - 1;
}
