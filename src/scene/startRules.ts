/** What must hold between the values of a start and the rest of the scene. */
import { direction, dot } from './direction.js';
import { numberText, valueText } from './errors.js';
import { nonZero, type Report } from './report.js';
import type { ParsedScene } from './schema.js';
import type { ParsedInitial } from './startSchema.js';
import { smallestCore } from './starts/vortex.js';
import { defaultWallWidth, wallProfile } from './starts/wall.js';

/** Reports what is wrong with `initial`, but for what depends on the contents of a file. */
export function checkStart(scene: ParsedScene, report: Report): void {
  const { initial, grid } = scene;
  switch (initial.kind) {
    case 'random':
    case 'ovf':
      return;
    case 'uniform':
      nonZero(initial.m, 'initial.m', report);
      return;
    case 'wall':
      checkPosition('initial.at', initial.at, grid, 0, grid.cells[1] === 1 ? 'the wire' : 'the grid', report);
      checkWall(scene, initial, report);
      return;
    case 'transverse-wall':
      if (isFilm(scene, report)) checkPosition('initial.at', initial.at, grid, 0, 'the strip', report);
      return;
    default:
      if (!isFilm(scene, report)) return;
      initial.at?.forEach((at, axis) => checkPosition(`initial.at.${axis}`, at, grid, axis, 'the grid', report));
      checkCore(initial, grid, report);
  }
}

type Wall = Extract<ParsedInitial, { kind: 'wall' }>;

function checkWall(scene: ParsedScene, initial: Wall, report: Report): void {
  const sides = (['left', 'centre', 'right'] as const).map((side) => nonZero(initial[side], `initial.${side}`, report));
  if (!sides.every(Boolean)) return;
  const [left, centre, right] = [initial.left, initial.centre, initial.right].map((v) => direction(v)!);
  if (dot(left, right) > 1 - 1e-12) {
    report('initial.right', 'another direction than left, or there is no wall', valueText(initial.right));
  } else if (!Array.from({ length: 2001 }, (_, k) => wallProfile({ left, centre, right }, k / 100 - 10)).every((v) => Math.hypot(...v) > 0.05)) {
    report('initial.centre', 'a direction to turn through; this one cancels left and right on the way', valueText(initial.centre));
  }
  if (initial.width === undefined && defaultWallWidth(scene, initial) === undefined) {
    report('initial.width', 'a width > 0 in m, as no anisotropy with Ku1 > 0 and no demagnetizing factors make left an easy axis', 'none');
  }
}

function isFilm({ grid, initial }: ParsedScene, report: Report): boolean {
  if (grid.cells[1] > 1) return true;
  report('initial.kind', 'a start for a wire (one cell along y)', valueText(initial.kind));
  return false;
}

function checkPosition(path: string, at: number | undefined, grid: ParsedScene['grid'], axis: number, where: string, report: Report): void {
  const length = grid.cells[axis] * grid.cellSize[axis];
  const key = axis === 0 && path === 'initial.at' ? 'at' : ['x', 'y'][axis];
  if (at !== undefined && !(at >= 0 && at <= length)) report(path, `0 <= ${key} <= ${numberText(length)}, inside ${where}`, numberText(at, 'm'));
}

type Cored = Extract<ParsedInitial, { kind: 'vortex' | 'antivortex' | 'vortex-wall' | 'skyrmion' }>;

function checkCore(initial: Cored, grid: ParsedScene['grid'], report: Report): void {
  const key = initial.kind === 'skyrmion' ? 'radius' : 'coreRadius';
  const radius = initial.kind === 'skyrmion' ? initial.radius : initial.coreRadius;
  const least = smallestCore(grid);
  if (radius !== undefined && !(radius >= least)) report(`initial.${key}`, `${numberText(Number(least.toPrecision(4)))} <= ${key}, a cell's diagonal, or no cell might hold the core`, numberText(radius, 'm'));
}
