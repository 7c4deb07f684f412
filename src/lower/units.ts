/**
 * Reduced units: where SI ends. Below the plan, fields are in units of B0 = mu0 Ms, time in t0 = 1/(gamma B0), lengths
 * in cells, energies in E0 = Ms B0 V_cell, and a current is the drift q it causes, in cells per t0.
 */
import type { Scene } from '../scene/schema.js';
import { motiveCoefficient, mu0, torqueCoefficient } from '../units.js';

export interface WireUnits {
  /** B0 in T. */
  readonly field: number;
  /** t0 in s. */
  readonly time: number;
  /** Cell size along the wire in m. */
  readonly dx: number;
  /** Cross-section in m^2. */
  readonly area: number;
  /** Length of the wire in m. */
  readonly length: number;
  /** E0 in J. */
  readonly energy: number;
  /** q per A/m^2: b t0/dx; zero without polarization. */
  readonly drift: number;
  /** V per unit of the sum over cells of berry + beta slide: s0/t0. */
  readonly emf: number;
  /** Resistance of the wire in ohm; NaN where the scene gives no conductivity (closure open). */
  readonly resistance: number;
}

export function wireUnits(scene: Scene): WireUnits {
  const { Ms, gamma } = scene.material;
  const [dx, dy, dz] = scene.grid.cellSize;
  const cells = scene.grid.cells[0];
  const field = mu0 * Ms;
  const time = 1 / (gamma * field);
  const area = dy * dz;
  const length = cells * dx;
  const P = scene.transport?.polarization ?? 0;
  const sigma = scene.transport?.conductivity ?? NaN;
  return {
    field, time, dx, area, length,
    energy: Ms * field * dx * area,
    drift: (torqueCoefficient(gamma, P, Ms) * time) / dx,
    emf: motiveCoefficient(P) / time,
    resistance: length / (sigma * area),
  };
}
