/** What every start is: a direction of m at each place, worked out once for all cells. */
import type { Vector } from '../schema.js';

/**
 * m at a place. x, y: m from the grid's lower left corner to the cell's centre; cell: its number, x fastest. The vector
 * has length 1.
 */
export type Start = (x: number, y: number, cell: number) => Vector;

/** m that lies in the plane at `angle` from x, but for the share z along z. */
export function tilted(angle: number, inPlane: number, z: number): Vector {
  return [inPlane * Math.cos(angle), inPlane * Math.sin(angle), z];
}
