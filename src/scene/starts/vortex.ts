/**
 * Vortex and antivortex: m turns once round the core, forwards or backwards, and leaves the plane inside it with the
 * profile of Usov & Peschany, J. Magn. Magn. Mater. 118, L290 (1993), which lies exactly in the plane from the core's
 * radius on, so that the topological charge is half the polarity times the winding number.
 */
import { mu0 } from '../../units.js';
import type { ParsedScene } from '../schema.js';
import type { Antivortex, Vortex } from '../startSchema.js';
import { tilted, type Start } from './start.js';

/** Exchange lengths in a core's radius: a permalloy film 10 to 30 nm thick has cores of 2 to 3. */
const LENGTHS = 3;

/** The default radius of a core in m; never so small that no cell would hold it. */
export function defaultCoreRadius({ material, grid }: Pick<ParsedScene, 'material' | 'grid'>): number {
  const length = Math.sqrt((2 * material.A) / mu0) / material.Ms;
  return Math.max(LENGTHS * length, smallestCore(grid));
}

/** A cell's diagonal in m: the middle of a smaller core might fall between four cells and be seen by none. */
export const smallestCore = ({ cellSize: [dx, dy] }: ParsedScene['grid']): number => Math.hypot(dx, dy);

/** The parts of m in the plane and along z at the distance r from a core of the given radius that points up. */
export function coreProfile(r: number, radius: number): { inPlane: number; z: number } {
  if (r >= radius) return { inPlane: 1, z: 0 };
  const q = r / radius;
  return { inPlane: (2 * q) / (1 + q * q), z: ((1 - q) * (1 + q)) / (1 + q * q) };
}

export function vortexStart({ at, circulation, polarity, coreRadius }: Vortex): Start {
  return around(at, coreRadius, polarity, (theta) => theta + (circulation * Math.PI) / 2);
}

export function antivortexStart({ at, angle, polarity, coreRadius }: Antivortex): Start {
  return around(at, coreRadius, polarity, (theta) => angle - theta);
}

function around(at: readonly [number, number], radius: number, polarity: number, turn: (theta: number) => number): Start {
  return (x, y) => {
    const { inPlane, z } = coreProfile(Math.hypot(x - at[0], y - at[1]), radius);
    return tilted(turn(Math.atan2(y - at[1], x - at[0])), inPlane, polarity * z);
  };
}
