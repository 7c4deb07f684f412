/** The rectangle that a shape fills as it is drawn, whatever the grid. */
import { numberText } from './errors.js';
import type { ParsedScene } from './schema.js';
import type { Shape } from './shapeSchema.js';

/** Lower left and upper right corner in m; infinite where a shape has no end. */
export type Box = readonly [x0: number, y0: number, x1: number, y1: number];

export const EVERYWHERE: Box = [-Infinity, -Infinity, Infinity, Infinity];

/** The least box around two. */
export const around = (a: Box, b: Box): Box => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
const common = (a: Box, b: Box): Box => [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];

/** A box and its last copy, as a repetition moves it. */
export function repeated(box: Box, { period, count }: Extract<Shape, { shape: 'repeat' }>): Box {
  const [x, y] = [(count[0] - 1) * period[0], (count[1] - 1) * period[1]];
  return around(box, [box[0] + x, box[1] + y, box[2] + x, box[3] + y]);
}

/** Where the middle of a shape is: [x, y] in m. */
export function middleOf(shape: Shape, { cells, cellSize }: ParsedScene['grid']): readonly [number, number] {
  return ('at' in shape ? shape.at : undefined) ?? [(cells[0] * cellSize[0]) / 2, (cells[1] * cellSize[1]) / 2];
}

export function extent(shape: Shape, grid: ParsedScene['grid']): Box {
  const [x, y] = middleOf(shape, grid);
  const [width, height] = [grid.cells[0] * grid.cellSize[0], grid.cells[1] * grid.cellSize[1]];
  switch (shape.shape) {
    case 'rectangle': {
      const [a, b] = (shape.size ?? [width, height]).map((side) => side / 2);
      const [c, s] = [Math.abs(Math.cos(shape.rotation)), Math.abs(Math.sin(shape.rotation))];
      return [x - a * c - b * s, y - a * s - b * c, x + a * c + b * s, y + a * s + b * c];
    }
    case 'ellipse': {
      const [a, b] = shape.size.map((d) => d / 2);
      const [c, s] = [Math.cos(shape.rotation), Math.sin(shape.rotation)];
      return [x - Math.hypot(a * c, b * s), y - Math.hypot(a * s, b * c), x + Math.hypot(a * c, b * s), y + Math.hypot(a * s, b * c)];
    }
    case 'disk':
      return [x - shape.diameter / 2, y - shape.diameter / 2, x + shape.diameter / 2, y + shape.diameter / 2];
    case 'polygon':
      return shape.points.reduce<Box>((box, [px, py]) => around(box, [px, py, px, py]), [Infinity, Infinity, -Infinity, -Infinity]);
    case 'image':
      return [0, 0, width, height];
    case 'and':
      return shape.of.map((part) => extent(part, grid)).reduce(common);
    case 'or':
      return shape.of.map((part) => extent(part, grid)).reduce(around);
    case 'not':
      return EVERYWHERE;
    case 'repeat':
      return repeated(extent(shape.of, grid), shape);
  }
}

/** A note on a shape that reaches past the grid by more than a millionth of it, if it does. */
export function cutOffNote(shape: Shape, path: string, grid: ParsedScene['grid']): string | undefined {
  const box = extent(shape, grid);
  const past = [0, 1].some((axis) => {
    const length = grid.cells[axis] * grid.cellSize[axis];
    const [low, high] = [box[axis], box[axis + 2]];
    return Number.isFinite(low) && Number.isFinite(high) && (low < -1e-6 * length || high > length * (1 + 1e-6));
  });
  if (!past) return undefined;
  const [x0, y0, x1, y1] = box.map((value) => numberText(Number(value.toPrecision(6))));
  return `${path}: reaches from ${x0} to ${x1} m along x and from ${y0} to ${y1} m along y, past the grid, and is cut off there`;
}
