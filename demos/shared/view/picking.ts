/** Which place along a wire a pointer is on: of the line that the camera draws, the place that is nearest on the screen. Pure geometry. */
import type { Point } from './camera.js';

/** How a wire is seen, that lies along x from 0. */
export interface Sight {
  /** From the world, in cells, to what WebGPU clips, column after column: in front of the eye depth is from 0 on. */
  readonly matrix: ArrayLike<number>;
  /** CSS px. */
  readonly canvas: Point;
  /** Length of the wire. */
  readonly cells: number;
}

export interface Picked {
  /** Place along the wire, from 0 to its length in cells. */
  readonly place: number;
  /** CSS px on the screen from there to the pointer. */
  readonly off: number;
}

/** px: a line of which no more is seen runs straight away from the eye. */
const POINT = 1e-3;

/** Off an end it is that end; what is behind the eye counts as nothing. @param pointer CSS px from the canvas's upper left corner @returns null where none of the wire is in front of the eye */
export function pick({ matrix: m, canvas, cells }: Sight, pointer: Point): Picked | null {
  // Clip coordinates go evenly with x, so where the near plane cuts the wire is a division.
  const depth = (x: number) => m[2] * x + m[14];
  const cut = -m[14] / m[2];
  if (depth(0) < 0 && depth(cells) < 0) return null;
  const ends = [depth(0) < 0 ? cut : 0, depth(cells) < 0 ? cut : cells].map((x) => {
    const w = m[3] * x + m[15];
    return { x, w, px: ((1 + (m[0] * x + m[12]) / w) * canvas[0]) / 2, py: ((1 - (m[1] * x + m[13]) / w) * canvas[1]) / 2 };
  });
  const [from, to] = ends;
  const [dx, dy] = [to.px - from.px, to.py - from.py];
  const length = Math.hypot(dx, dy);
  const nearer = from.w < to.w ? 0 : 1;
  const share = length < POINT ? nearer : Math.min(Math.max(((pointer[0] - from.px) * dx + (pointer[1] - from.py) * dy) / length ** 2, 0), 1);
  // Along the screen 1/w goes evenly, x does not.
  const [a, b] = [(1 - share) / from.w, share / to.w];
  return { place: (a * from.x + b * to.x) / (a + b), off: Math.hypot(from.px + share * dx - pointer[0], from.py + share * dy - pointer[1]) };
}
