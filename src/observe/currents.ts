/** The current of a film whose potential is solved for, cell by cell. docs/physics.md, section 9. */
import { CUR, CUR_STRIDE } from '../plan/layout.js';

/** Cells run along x fastest; those without magnet are zero. */
export interface Currents {
  /** Density of the charge current in A/m^2, [cells * 2]: x and y of a cell next to each other. */
  readonly j: Float64Array;
  /** Electric potential in the middles of the cells in V, [cells]; of two bands the mean weighed by conductance, as a contact that takes either spin reads it. */
  readonly V: Float64Array;
}

export interface CurrentUnits {
  /** A/m^2 and V in a unit of the engine. */
  readonly density: number;
  readonly potential: number;
}

/**
 * @param cells along x and y
 * @param conductor of each cell four numbers, conductances of the bands first; 0 where there is no magnet
 * @param current [cells * CUR_STRIDE], as the engine has it
 * @param planes of the potential on the corners of the cells, [(nx + 1)(ny + 1)] each: for every band those that add up to it
 */
export function currentsOf([nx, ny]: readonly [number, number], conductor: ArrayLike<number>, current: ArrayLike<number>, planes: readonly (readonly ArrayLike<number>[])[], unit: CurrentUnits): Currents {
  const j = new Float64Array(2 * nx * ny), V = new Float64Array(nx * ny);
  for (let y = 0, n = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++, n++) {
      if (!(conductor[4 * n] > 0)) continue;
      j[2 * n] = unit.density * current[CUR_STRIDE * n + CUR.X];
      j[2 * n + 1] = unit.density * current[CUR_STRIDE * n + CUR.Y];
      const corner = y * (nx + 1) + x;
      let sum = 0, weights = 0;
      planes.forEach((parts, band) => {
        const weight = conductor[4 * n + band];
        weights += 4 * weight;
        for (const part of parts) sum += weight * (part[corner] + part[corner + 1] + part[corner + nx + 1] + part[corner + nx + 2]);
      });
      V[n] = (unit.potential * sum) / weights;
    }
  }
  return { j, V };
}
