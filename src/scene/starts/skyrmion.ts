/**
 * A skyrmion as a round wall: theta(r) = 2 atan(sinh(R/w)/sinh(r/w)), the 360-degree wall of H.-B. Braun, Phys. Rev. B 50,
 * 16485 (1994), read along a radius (X. S. Wang et al., Commun. Phys. 1, 31 (2018)).
 */
import type { ParsedScene } from '../schema.js';
import type { ParsedInitial, Skyrmion } from '../startSchema.js';
import { tilted, type Start } from './start.js';
import { defaultWallWidth } from './wall.js';

/** Widest round wall by default, in radii: a wider one leaves no core. */
const WIDEST = 1 / 3;

export function defaultSkyrmionWidth(scene: Pick<ParsedScene, 'material' | 'demag'>, radius: number): number {
  const wall = defaultWallWidth(scene, { left: [0, 0, 1], centre: [1, 0, 0] });
  return Math.min(wall ?? Infinity, WIDEST * radius);
}

/**
 * The helicity that the energies D [mz div m - (m.grad) mz] (interfacial) and D m.curl m (bulk) favour: outside the
 * core mz falls from its polarity p, where they are -p D cos(helicity) and -p D sin(helicity) to within a factor > 0.
 */
export function defaultHelicity({ material: { dmi } }: Pick<ParsedScene, 'material'>, { polarity }: Pick<Extract<ParsedInitial, { kind: 'skyrmion' }>, 'polarity'>): number {
  return Math.atan2(0 - polarity * dmi.bulk, 0 - polarity * dmi.interfacial);
}

export function skyrmionStart({ at, polarity, charge, radius, width, helicity }: Skyrmion): Start {
  const winding = charge * polarity;
  // sinh(R/w)/sinh(r/w) = exp(t), kept as a logarithm: either sinh may be beyond any number.
  const logOneMinusExp = (x: number): number => Math.log(-Math.expm1(-x));
  return (x, y) => {
    const r = Math.hypot(x - at[0], y - at[1]);
    const t = (radius - r) / width + logOneMinusExp((2 * radius) / width) - logOneMinusExp((2 * r) / width);
    return tilted(winding * Math.atan2(y - at[1], x - at[0]) + helicity, 1 / Math.cosh(t), polarity * Math.tanh(t));
  };
}
