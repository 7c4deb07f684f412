/** The tanh/sech wall, and the width it has if none is given. */
import { mu0 } from '../../units.js';
import { direction, dot } from '../direction.js';
import type { ParsedScene, Vector } from '../schema.js';
import type { Wall } from '../startSchema.js';
import type { Start } from './start.js';

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

/** The wall's direction at s = (x - at)/width before normalising: left (1 - tanh s)/2 + right (1 + tanh s)/2 + centre sech s. */
export function wallProfile({ left, centre, right }: Pick<Wall, 'left' | 'centre' | 'right'>, s: number): Vector {
  const a = (1 - Math.tanh(s)) / 2;
  const b = (1 + Math.tanh(s)) / 2;
  const c = 1 / Math.cosh(s);
  const part = (i: number): number => a * left[i] + b * right[i] + c * centre[i];
  return [part(0), part(1), part(2)];
}

/** The wall across a wire; in a film it runs along y. */
export const wallStart = (wall: Wall): Start => (x) => direction(wallProfile(wall, (x - wall.at) / wall.width)) ?? wall.centre;
