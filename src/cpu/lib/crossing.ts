/** Twin of shaders/lib/crossing.wgsl: orders walls by their distance from the one seen last, the nearer side first. */
export function distanceKey(cell: number, last: number, cells: number, periodic: boolean): number {
  let away = Math.abs(cell - last);
  if (periodic) away = Math.min(away, (cells - away) >>> 0);
  return 2 * away + (cell < last ? 1 : 0);
}
