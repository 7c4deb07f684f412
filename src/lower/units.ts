/**
 * Reduced units: where SI ends. Ms is that of the magnet's rest, whatever its regions. Below the plan, fields are in units of B0 = mu0 Ms, time in t0 = 1/(gamma B0), lengths
 * in cells, energies in E0 = Ms B0 V_cell, and currents in J0 = dx/(b t0) at P = 1: the density that, fully polarized,
 * drags a texture by one cell in t0.
 */
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { motiveCoefficient, mu0, torqueCoefficient } from '../units.js';

export interface GridUnits {
  /** B0 in T. */
  readonly field: number;
  /** t0 in s. */
  readonly time: number;
  /** Cell size along x in m. */
  readonly dx: number;
  /** Volume of a cell in m^3. */
  readonly cell: number;
  /** Cross-section in m^2, of all rows. */
  readonly area: number;
  /** Length along x in m. */
  readonly length: number;
  /** E0 in J. */
  readonly energy: number;
  /** J0 in A/m^2. */
  readonly current: number;
  /** V per unit of P times the sum over cells of berry + beta slide: hbar/(2 e t0). */
  readonly emf: number;
  /** Resistance along x in ohm, the grid taken as full of the rest; NaN where the scene gives no conductivity (closure open). */
  readonly resistance: number;
}

/**
 * Energies in J that the engines leave out, since constants would bury the wall in float32 round-off: that of every
 * easy axis when m lies along it, and that of the smallest demagnetizing factor. `cells` are those of the magnet, by region, its rest first.
 */
export function groundEnergies(scene: Scene, cells: readonly number[]): { anisotropy: number; demag: number } {
  const factor = typeof scene.demag === 'object' ? Math.min(...scene.demag.factors) : 0;
  const sum = { anisotropy: 0, demag: 0 };
  regionMaterials(scene).forEach(({ material: { anisotropy, Ms } }, k) => {
    const volume = scene.grid.cellSize.reduce((a, b) => a * b, cells[k]);
    const easy = anisotropy.reduce((all, a) => (a.kind === 'uniaxial' && a.Ku1 > 0 ? all - a.Ku1 - a.Ku2 : all), 0);
    sum.anisotropy += easy * volume;
    sum.demag += 0.5 * mu0 * Ms ** 2 * factor * volume;
  });
  return sum;
}

export function gridUnits(scene: Scene): GridUnits {
  const { Ms, gamma } = scene.material;
  const [dx, dy, dz] = scene.grid.cellSize;
  const [nx, ny] = scene.grid.cells;
  const field = mu0 * Ms;
  const time = 1 / (gamma * field);
  const area = ny * dy * dz;
  const cell = dx * dy * dz;
  const length = nx * dx;
  const sigma = scene.transport?.conductivity ?? NaN;
  return {
    field, time, dx, cell, area, length,
    energy: Ms * field * cell,
    current: dx / (torqueCoefficient(gamma, 1, Ms) * time),
    emf: motiveCoefficient(1) / time,
    resistance: length / (sigma * area),
  };
}
