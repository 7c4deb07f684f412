/** The cells inside a polygon, row by row: between the crossings of the row with its sides (even-odd), and on the sides. */
import type { Painter } from './painters.js';

/** Corners in m, in order; the last is joined to the first. Sides may cross. */
export function polygonPainter(points: readonly (readonly [number, number])[]): Painter {
  return (out, patch, { dx, dy, shiftX, shiftY, edge }) => {
    const columns = patch.i1 - patch.i0;
    for (let j = patch.j0; j < patch.j1; j++) {
      const row = out.subarray((j - patch.j0) * columns, (j - patch.j0 + 1) * columns);
      const y = (j + 0.5) * dy - shiftY;
      const fill = (from: number, to: number): void => {
        const first = Math.ceil((from - edge + shiftX) / dx - 0.5) - patch.i0;
        const last = Math.floor((to + edge + shiftX) / dx - 0.5) - patch.i0;
        if (last >= 0 && first < columns) row.fill(1, Math.max(0, first), last + 1);
      };
      const crossings: number[] = [];
      points.forEach(([xa, ya], k) => {
        const [xb, yb] = points[(k + 1) % points.length];
        const at = (height: number): number => xa + ((xb - xa) * (height - ya)) / (yb - ya);
        // Each side takes its lower end and leaves its upper one to the next, so a corner on the row counts once.
        if (ya <= y !== yb <= y) crossings.push(at(y));
        const [low, high] = [Math.max(Math.min(ya, yb), y - edge), Math.min(Math.max(ya, yb), y + edge)];
        if (low > high) return;
        const [p, q] = ya === yb ? [xa, xb] : [at(low), at(high)];
        fill(Math.min(p, q), Math.max(p, q));
      });
      crossings.sort((a, b) => a - b);
      for (let k = 0; k + 1 < crossings.length; k += 2) fill(crossings[k], crossings[k + 1]);
    }
  };
}
