/** Twin of shaders/lib/grid.wgsl: neighbours on a line of cells. */

/** The cell that stands in for index i (up to two outside): image on a periodic line, mirror image at a free end. */
export function standIn(i: number, cells: number, periodic: boolean): number {
  if (periodic) return ((i % cells) + cells) % cells;
  let k = i;
  if (k < 0) k = -1 - k;
  if (k >= cells) k = 2 * cells - 1 - k;
  return Math.min(Math.max(k, 0), cells - 1);
}

/** Weights of m[+1] - m[-1] and of m[+2] - m[-2] in dm/dx (units of 1/dx), for a gradient of order 2 or 4. */
export function gradientWeights(order: number): readonly [near: number, far: number] {
  return order === 4 ? [8 / 12, -1 / 12] : [0.5, 0];
}
