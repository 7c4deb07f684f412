/** The magnetization at the start of a run, and the width a wall has if none is given. */
import { randomDirection } from '../math/random.js';
import { mu0 } from '../units.js';
import { direction, dot } from './direction.js';
import type { Initial, ParsedScene, Scene, Vector } from './schema.js';

/** How nearly an axis must lie along `left` to be the wall's easy axis: within 1 degree. */
const ALONG = Math.cos(Math.PI / 180);

type WallLike = { left: Vector; centre: Vector };

/**
 * sqrt(A/K) in m for a wall whose sides lie along `left`: K is the Ku1 > 0 of the axes along `left`, or, if there is none,
 * the shape's, mu0 Ms^2/2 (N_centre - N_left). Undefined where neither is an easy axis.
 */
export function defaultWallWidth(scene: Pick<ParsedScene, 'material' | 'demag'>, wall: WallLike): number | undefined {
  const { material, demag } = scene;
  const left = direction(wall.left);
  const centre = direction(wall.centre);
  if (!left || !centre) return undefined;
  let K = 0;
  for (const term of material.anisotropy) {
    const axis = term.kind === 'uniaxial' && term.Ku1 > 0 ? direction(term.axis) : undefined;
    if (term.kind === 'uniaxial' && axis && Math.abs(dot(axis, left)) >= ALONG) K += term.Ku1;
  }
  if (K === 0 && typeof demag === 'object') {
    const N = demag.factors;
    const along = (v: Vector): number => N[0] * v[0] ** 2 + N[1] * v[1] ** 2 + N[2] * v[2] ** 2;
    K = ((mu0 * material.Ms ** 2) / 2) * (along(centre) - along(left));
  }
  return K > 0 ? Math.sqrt(material.A / K) : undefined;
}

type Wall = Extract<Initial, { kind: 'wall' }>;

/** The wall's direction at s = (x - at)/width before normalising: left (1 - tanh s)/2 + right (1 + tanh s)/2 + centre sech s. */
export function wallProfile({ left, centre, right }: Pick<Wall, 'left' | 'centre' | 'right'>, s: number): Vector {
  const a = (1 - Math.tanh(s)) / 2;
  const b = (1 + Math.tanh(s)) / 2;
  const c = 1 / Math.cosh(s);
  const part = (i: number): number => a * left[i] + b * right[i] + c * centre[i];
  return [part(0), part(1), part(2)];
}

/** m at the start: [cells * 3], x fastest, three components per cell, each of length 1. Cell i's centre is at (i + 1/2) dx. */
export function initialMagnetization(scene: Scene): Float64Array {
  const [nx, ny] = scene.grid.cells;
  const m = new Float64Array(nx * ny * 3);
  const at = directions(scene);
  for (let cell = 0; cell < nx * ny; cell++) m.set(at(cell % nx, cell), 3 * cell);
  return m;
}

function directions({ grid, initial }: Scene): (column: number, cell: number) => Vector {
  switch (initial.kind) {
    case 'uniform':
      return () => initial.m;
    case 'random':
      return (_column, cell) => randomDirection(initial.seed, cell);
    case 'wall':
      return (column) => direction(wallProfile(initial, ((column + 0.5) * grid.cellSize[0] - initial.at) / initial.width)) ?? initial.centre;
    default:
      throw new Error(`initialMagnetization: "${initial.kind}" is not available in this version`);
  }
}
