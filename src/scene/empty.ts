/** Whether a cell of m, [cells * 3], is no magnet: a zero vector. */
export function isEmpty(m: ArrayLike<number>, cell: number): boolean {
  return m[3 * cell] === 0 && m[3 * cell + 1] === 0 && m[3 * cell + 2] === 0;
}
