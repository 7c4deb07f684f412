/**
 * Which cells belong to a shape: those whose centre lies in it or, within a millionth of a cell, on its edge, so that a
 * symmetric shape has a symmetric set of cells. Shapes may reach past the grid and are cut off there.
 */
import { NO_FILES, pictureAt, type SceneFiles } from './files.js';
import { around, EVERYWHERE, extent, middleOf, repeated, type Box } from './extent.js';
import { picturePainter, turned, type Frame, type Painter, type Patch } from './painters.js';
import { polygonPainter } from './polygon.js';
import type { ParsedScene } from './schema.js';
import type { Shape } from './shapeSchema.js';

/** Share of a cell within which a centre counts as on the edge: far above rounding, far below anything drawn. */
const ON_EDGE = 1e-6;

/** A shape made ready. `covers` tells, once it has been painted, whether any cell of the grid was inside. */
interface Prepared {
  readonly path: string;
  /** No cell outside it is inside. */
  readonly box: Box;
  readonly paint: Painter;
  readonly parts: readonly Prepared[];
  covers: boolean;
}

type GridScene = Pick<ParsedScene, 'grid'>;

export interface Coverage {
  /** [nx * ny], 1 in cells that belong to the shape, x fastest. */
  readonly cells: Uint8Array;
  /** How many cells do. */
  readonly count: number;
  /** Paths of the innermost shapes that hold no cell's centre, and of a whole that holds none although its parts do. */
  readonly empty: readonly string[];
}

/** Which cells of a scene's grid a shape covers. @throws SceneError where a picture was not handed in */
export function coverage({ grid }: GridScene, shape: Shape, path: string, files: SceneFiles = NO_FILES): Coverage {
  const [nx, ny] = grid.cells;
  const [dx, dy] = grid.cellSize;
  const whole = prepared(shape, path, grid, files);
  const frame: Frame = { dx, dy, shiftX: 0, shiftY: 0, edge: ON_EDGE * Math.min(dx, dy) };
  const cells = painted(whole, { i0: 0, i1: nx, j0: 0, j1: ny }, frame);
  let count = 0;
  for (const cell of cells) count += cell;
  return { cells, count, empty: emptyParts(whole) };
}

/**
 * Which corners of cells lie in a shape or on its edge: [(nx + 1)(ny + 1)], 1 inside, x fastest; the first is the grid's
 * lower left corner. For shapes without pictures.
 */
export function nodesInside({ grid }: GridScene, shape: Shape): Uint8Array {
  const [nx, ny] = grid.cells;
  const [dx, dy] = grid.cellSize;
  // Corners are the centres of cells half a cell down and to the left: the shape is moved half a cell up and to the right instead.
  const frame: Frame = { dx, dy, shiftX: dx / 2, shiftY: dy / 2, edge: ON_EDGE * Math.min(dx, dy) };
  return painted(prepared(shape, '', grid, NO_FILES), { i0: 0, i1: nx + 1, j0: 0, j1: ny + 1 }, frame);
}

/**
 * The cells that are magnet: [nx * ny], 1 inside and 0 outside, x fastest; null where all are.
 * @throws SceneError where the shape needs a picture that was not handed in
 */
export function mask(scene: GridScene & Pick<ParsedScene, 'geometry'>, files: SceneFiles = NO_FILES): Uint8Array | null {
  if (!scene.geometry) return null;
  const { cells, count } = coverage(scene, scene.geometry, 'geometry', files);
  return count === cells.length ? null : cells;
}

function emptyParts(whole: Prepared): string[] {
  const found = whole.parts.flatMap(emptyParts);
  return found.length > 0 || whole.covers ? found : [whole.path];
}

/** The cells of `patch` inside a shape; only those within its box are looked at. */
function painted(shape: Prepared, patch: Patch, frame: Frame): Uint8Array {
  const out = new Uint8Array((patch.i1 - patch.i0) * (patch.j1 - patch.j0));
  const inner = within(patch, shape.box, frame);
  const columns = inner.i1 - inner.i0;
  if (columns <= 0 || inner.j1 <= inner.j0) return out;
  const same = columns === patch.i1 - patch.i0 && inner.j1 - inner.j0 === patch.j1 - patch.j0;
  const part = same ? out : new Uint8Array(columns * (inner.j1 - inner.j0));
  shape.paint(part, inner, frame);
  shape.covers ||= part.includes(1);
  if (!same) {
    const width = patch.i1 - patch.i0;
    for (let j = inner.j0; j < inner.j1; j++) {
      const row = part.subarray((j - inner.j0) * columns, (j - inner.j0 + 1) * columns);
      out.set(row, (j - patch.j0) * width + inner.i0 - patch.i0);
    }
  }
  return out;
}

/** The part of a patch whose centres lie in a box, a cell more on each side where rounding might decide. */
function within({ i0, i1, j0, j1 }: Patch, [x0, y0, x1, y1]: Box, { dx, dy, shiftX, shiftY }: Frame): Patch {
  // Comparisons that are false for NaN: a shape without end, moved infinitely far, is looked for everywhere.
  const low = (end: number, cell: number, least: number): number => (Math.floor(end / cell - 0.5) > least ? Math.floor(end / cell - 0.5) : least);
  const high = (end: number, cell: number, most: number): number => (Math.ceil(end / cell - 0.5) + 1 < most ? Math.ceil(end / cell - 0.5) + 1 : most);
  return { i0: low(x0 + shiftX, dx, i0), i1: high(x1 + shiftX, dx, i1), j0: low(y0 + shiftY, dy, j0), j1: high(y1 + shiftY, dy, j1) };
}

function prepared(shape: Shape, path: string, grid: ParsedScene['grid'], files: SceneFiles): Prepared {
  const leaf = (paint: Painter): Prepared => ({ path, box: extent(shape, grid), paint, parts: [], covers: false });
  const joined = (parts: readonly Prepared[], box: Box, paint: Painter): Prepared => ({ path, box, paint, parts, covers: false });
  const middle = middleOf(shape, grid);
  const [width, height] = [grid.cells[0] * grid.cellSize[0], grid.cells[1] * grid.cellSize[1]];
  switch (shape.shape) {
    case 'rectangle': {
      const [a, b] = (shape.size ?? [width, height]).map((side) => side / 2);
      return leaf(turned(middle, shape.rotation, (u, v, edge) => Math.abs(u) <= a + edge && Math.abs(v) <= b + edge));
    }
    case 'ellipse':
    case 'disk': {
      const { size, rotation } = shape.shape === 'ellipse' ? shape : { size: [shape.diameter, shape.diameter], rotation: 0 };
      const [a, b] = size.map((diameter) => diameter / 2);
      return leaf(turned(middle, rotation, (u, v, edge) => (u / (a + edge)) ** 2 + (v / (b + edge)) ** 2 <= 1));
    }
    case 'polygon':
      return leaf(polygonPainter(shape.points));
    case 'image':
      return leaf(picturePainter(pictureAt(files, path, shape.file), shape.threshold, width, height));
    case 'and':
    case 'or': {
      const parts = shape.of.map((part, i) => prepared(part, `${path}.of.${i}`, grid, files));
      // An intersection too is painted wherever a part is: looked at only where all are, a part might seem to hold no cell.
      const box = parts.map((part) => part.box).reduce(around);
      if (shape.shape === 'or') return joined(parts, box, (out, patch, frame) => parts.forEach((part) => pasteInto(out, patch, part, frame)));
      return joined(parts, box, (out, patch, frame) => {
        out.fill(1);
        for (const part of parts) combine(out, painted(part, patch, frame), (a, b) => a & b);
      });
    }
    case 'not': {
      const part = prepared(shape.of, `${path}.of`, grid, files);
      return joined([part], EVERYWHERE, (out, patch, frame) => combine(out, painted(part, patch, frame), (_, inside) => 1 - inside));
    }
    case 'repeat': {
      const part = prepared(shape.of, `${path}.of`, grid, files);
      const { period, count } = shape;
      return joined([part], repeated(part.box, shape), (out, patch, frame) => {
        for (let j = 0; j < count[1]; j++) {
          for (let i = 0; i < count[0]; i++) pasteInto(out, patch, part, { ...frame, shiftX: frame.shiftX + i * period[0], shiftY: frame.shiftY + j * period[1] });
        }
      });
    }
  }
}

function combine(out: Uint8Array, other: Uint8Array, how: (a: number, b: number) => number): void {
  for (let k = 0; k < out.length; k++) out[k] = how(out[k], other[k]);
}

/** Adds a shape's cells to those already there; what lies outside its box costs nothing. */
function pasteInto(out: Uint8Array, patch: Patch, part: Prepared, frame: Frame): void {
  const inner = within(patch, part.box, frame);
  if (inner.i1 <= inner.i0 || inner.j1 <= inner.j0) return;
  const cells = painted(part, inner, frame);
  const columns = inner.i1 - inner.i0;
  const width = patch.i1 - patch.i0;
  for (let j = inner.j0; j < inner.j1; j++) {
    let from = (j - inner.j0) * columns;
    let to = (j - patch.j0) * width + inner.i0 - patch.i0;
    for (let i = 0; i < columns; i++) out[to++] |= cells[from++];
  }
}
