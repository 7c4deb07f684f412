/** Fills cells by where their centres lie: the windows and frames all shapes share, and the shapes that test a point at a time. */
import type { Picture } from './files.js';

/** Columns i0 <= i < i1 and rows j0 <= j < j1 of a grid. */
export interface Patch {
  readonly i0: number;
  readonly i1: number;
  readonly j0: number;
  readonly j1: number;
}

/** Where the centres of cells lie: cell (i, j) of a shape moved by [shiftX, shiftY] is looked at in its own coordinates. */
export interface Frame {
  readonly dx: number;
  readonly dy: number;
  readonly shiftX: number;
  readonly shiftY: number;
  /** m; what counts as on the edge. */
  readonly edge: number;
}

/** Puts 1 into `out` [columns * rows of the patch] for every cell inside. */
export type Painter = (out: Uint8Array, patch: Patch, frame: Frame) => void;

/** A shape given by a test of a point in coordinates along its own axes, m from its middle. */
export function turned([x, y]: readonly [number, number], rotation: number, inside: (u: number, v: number, edge: number) => boolean): Painter {
  const [c, s] = [Math.cos(rotation), Math.sin(rotation)];
  return (out, patch, { dx, dy, shiftX, shiftY, edge }) => {
    let k = 0;
    for (let j = patch.j0; j < patch.j1; j++) {
      const b = (j + 0.5) * dy - shiftY - y;
      for (let i = patch.i0; i < patch.i1; i++, k++) {
        const a = (i + 0.5) * dx - shiftX - x;
        if (inside(c * a + s * b, c * b - s * a, edge)) out[k] = 1;
      }
    }
  };
}

/** The dark pixels of a picture stretched over the grid, the pixel under a cell's centre deciding. */
export function picturePainter({ width, height, data }: Picture, threshold: number, lengthX: number, lengthY: number): Painter {
  return (out, patch, { dx, dy, shiftX, shiftY }) => {
    let k = 0;
    for (let j = patch.j0; j < patch.j1; j++) {
      const row = Math.floor((1 - ((j + 0.5) * dy - shiftY) / lengthY) * height);
      for (let i = patch.i0; i < patch.i1; i++, k++) {
        const column = Math.floor((((i + 0.5) * dx - shiftX) / lengthX) * width);
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        if (darkness(data, 4 * (row * width + column)) >= threshold) out[k] = 1;
      }
    }
  };
}

/** 0 for white or nothing, 1 for opaque black. Weights of Rec. 709. */
function darkness(data: ArrayLike<number>, at: number): number {
  const light = (0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2]) / 255;
  return (1 - light) * (data[at + 3] / 255);
}
