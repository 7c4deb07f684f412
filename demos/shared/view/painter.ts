import type { Camera, Point } from './camera.js';
import type { Layer } from './view.js';

/** Draws a film. */
export interface Painter extends Layer {
  draw(camera: Camera, arrows: boolean): void;
}

/** CSS px from arrow to arrow, at least. */
const APART = 17;
/** Half an arrow's length, of the distance between arrows. */
const HALF = 0.4;

/** The arrows of a film that are in sight: in the middles of the cells `first + k * stride`, k < `count`. */
export interface Arrows {
  readonly first: Point;
  readonly stride: Point;
  readonly count: Point;
  /** CSS px from the middle of an arrow to its tip, for m in the plane. */
  readonly half: number;
}

/** Every so many cells along each direction by itself, a power of two, so that arrows stay where they are while others come and go with the zoom; at least one row and one column. */
export function arrowsOf(camera: Camera): Arrows {
  const [low, high] = camera.corners;
  const along = (k: 0 | 1) => {
    const cells = camera.shape.cells[k];
    const stride = 2 ** Math.max(0, Math.ceil(Math.log2(APART / camera.cell[k])));
    const middle = Math.floor(Math.min(stride, cells) / 2);
    const last = Math.ceil((cells - middle) / stride) - 1;
    const from = Math.min(Math.max(Math.floor((low[k] - middle) / stride) - 1, 0), last);
    const to = Math.min(Math.max(Math.ceil((high[k] - middle) / stride), from), last);
    return { first: middle + from * stride, stride, count: to - from + 1, apart: stride * camera.cell[k] };
  };
  const [x, y] = [along(0), along(1)];
  return { first: [x.first, y.first], stride: [x.stride, y.stride], count: [x.count, y.count], half: HALF * Math.min(x.apart, y.apart) };
}

/** The path of an arrow in a context of CSS px. @param outline along the arrow and to its left, in half lengths @param half from its middle to its tip, y upwards */
export function traceArrow(context: CanvasRenderingContext2D, outline: readonly (readonly [along: number, aside: number])[], [px, py]: Point, half: Point): void {
  context.beginPath();
  for (const [along, aside] of outline) context.lineTo(px + along * half[0] - aside * half[1], py - along * half[1] - aside * half[0]);
  context.closePath();
}

/** Device pixels of a canvas as it is laid out. @returns device pixels of a CSS pixel */
export function sharpen(canvas: HTMLCanvasElement): number {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) => Math.max(1, Math.round(side * ratio)));
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  return ratio;
}
