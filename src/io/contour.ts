/** Where a function of two variables is zero: marching squares on a grid, straight pieces from edge to edge. */
export type Piece = readonly [x1: number, y1: number, x2: number, y2: number];

/**
 * @param f at xs[i], ys[k]; NaN where there is none
 * @returns pieces in the coordinates of the grid's indices (0 .. length - 1), so that any axis can be laid over them
 */
export function zeroLine(columns: number, rows: number, f: (i: number, k: number) => number): Piece[] {
  const value = Array.from({ length: rows }, (_, k) => Array.from({ length: columns }, (_, i) => f(i, k)));
  const pieces: Piece[] = [];
  for (let k = 0; k + 1 < rows; k++) {
    for (let i = 0; i + 1 < columns; i++) {
      // Corners in a circle; a cell is cut where two neighbours differ in sign.
      const corners = [[i, k], [i + 1, k], [i + 1, k + 1], [i, k + 1]] as const;
      const cuts = corners.flatMap(([x, y], n): [number, number][] => {
        const [x2, y2] = corners[(n + 1) % 4];
        const a = value[y][x], b = value[y2][x2];
        if (Number.isNaN(a + b) || a < 0 === b < 0) return [];
        const s = a === b ? 0 : a / (a - b);
        return [[x + s * (x2 - x), y + s * (y2 - y)]];
      });
      for (let n = 0; n + 1 < cuts.length; n += 2) pieces.push([...cuts[n], ...cuts[n + 1]]);
    }
  }
  return pieces;
}
