/** The lines that theory draws through a sweep: where a wall breaks down, and where alpha = beta. */
import { breakdown, wallTheory, type WallTheory } from '../observe/wallTheory.js';
import { parseScene } from '../scene/parse.js';
import type { Scene } from '../scene/schema.js';
import { pointInput, type Sweep } from '../scene/sweep.js';
import { zeroLine, type Piece } from './contour.js';

export interface TheoryLine {
  readonly label: string;
  /** Where it is in a sweep of one path: values of the path. */
  readonly at: readonly number[];
  /** Where it is in a sweep of two: pieces x1, y1, x2, y2 in values of the second path (x) and the first (y). */
  readonly pieces: readonly Piece[];
}

/** Places along an axis at which the theory is asked. */
const FINE = 65;

/** Lines of a sweep of one or two numeric paths; none where the scene has no closed forms. */
export function theoryLines(sweep: Sweep): TheoryLine[] {
  const scene = parseScene(pointInput(sweep, 0));
  const paths = sweep.axes.map(({ path }) => path.split('.'));
  const grids = sweep.axes.map(({ values, spacing }) => fine(values as number[], spacing === 'log'));
  const theory = (values: readonly number[]): WallTheory | null => wallTheory(values.reduce((changed, value, k) => changedAt(changed, paths[k], value), scene));
  const lines: [string, (w: WallTheory) => number][] = [[breakdownLabel(sweep, scene), breakdown], ['α = β', (w) => w.beta - w.alpha]];
  return lines.map(([label, f]) => {
    const at = (values: readonly number[]): number => {
      const w = theory(values);
      return w && w.alpha > 0 ? f(w) : NaN;
    };
    if (sweep.axes.length === 1) return { label, at: roots(grids[0], (x) => at([x])), pieces: [] };
    const [ys, xs] = grids;
    const pieces = zeroLine(xs.length, ys.length, (i, k) => at([ys[k], xs[i]]));
    return { label, at: [], pieces: pieces.map(([x1, y1, x2, y2]): Piece => [between(xs, x1), between(ys, y1), between(xs, x2), between(ys, y2)]) };
  }).filter(({ at, pieces }) => at.length + pieces.length > 0);
}

/** By what the wall is driven; a path that is swept drives it somewhere. */
function breakdownLabel({ axes }: Sweep, scene: Scene): string {
  const swept = (start: string) => axes.some(({ path }) => path.startsWith(start));
  const field = swept('field.B') || scene.field.B.some((B) => B !== 0);
  const current = swept('transport.j') || swept('transport.voltage') || (wallTheory(scene)?.drift ?? 0) !== 0;
  if (field && current) return 'breakdown';
  if (field) return 'Walker field';
  return scene.transport?.beta === 0 && !swept('transport.beta') ? 'u_c' : 'u_W';
}

function fine(values: readonly number[], log: boolean): number[] {
  const low = Math.min(...values), high = Math.max(...values);
  return Array.from({ length: FINE }, (_, k) => (log ? low * (high / low) ** (k / (FINE - 1)) : low + ((high - low) * k) / (FINE - 1)));
}

/** Between the two neighbours of a place in index units, a straight line. */
function between(grid: readonly number[], place: number): number {
  const k = Math.min(Math.floor(place), grid.length - 2);
  return grid[k] + (place - k) * (grid[k + 1] - grid[k]);
}

function roots(grid: readonly number[], f: (x: number) => number): number[] {
  const found: number[] = [];
  for (let k = 0; k + 1 < grid.length; k++) {
    const a = f(grid[k]), b = f(grid[k + 1]);
    if (Number.isNaN(a + b) || a < 0 === b < 0) continue;
    let [low, high] = [grid[k], grid[k + 1]];
    for (let n = 0; n < 50; n++) {
      const middle = (low + high) / 2;
      if (f(middle) < 0 === a < 0) low = middle;
      else high = middle;
    }
    found.push((low + high) / 2);
  }
  return found;
}

/** A copy of `scene` with a number put at `path`; nothing but what the path runs through is copied. */
function changedAt(scene: Scene, path: readonly string[], value: number): Scene {
  const put = (holder: unknown, depth: number): unknown => {
    if (depth === path.length) return value;
    const key = path[depth];
    if (Array.isArray(holder)) return holder.map((element: unknown, k) => (String(k) === key ? put(element, depth + 1) : element));
    return { ...(holder as object), [key]: put((holder as Record<string, unknown> | undefined)?.[key], depth + 1) };
  };
  return put(scene, 0) as Scene;
}
