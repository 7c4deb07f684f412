/** Twin of shaders/lib/crossing.wgsl: orders walls by their distance from the one seen last, the right side first. No two cells have the same key. */
export function distanceKey(cell: number, last: number, cells: number, periodic: boolean): number {
  if (periodic) {
    const right = (cell + cells - last) % cells;
    return Math.min(2 * right, 2 * (cells - right) + 1);
  }
  return 2 * Math.abs(cell - last) + (cell < last ? 1 : 0);
}
