/** Which plan a scene needs. */
import type { Scene } from '../scene/schema.js';
import type { DemagTiling } from './demag.js';
import { lowerFilm } from './film.js';
import type { StepPlan, Tiling } from './steps.js';
import { lowerWire } from './wire.js';

/** Films, and wires with what only a film's kernels do: empty cells, regions, full magnetostatics, Dzyaloshinskii-Moriya interaction. */
export function isFilm({ grid, geometry, regions, demag, material }: Scene): boolean {
  return grid.cells[1] > 1 || geometry !== undefined || regions.length > 0 || demag === 'full' || material.dmi.interfacial !== 0 || material.dmi.bulk !== 0;
}

/** Parameters as of `stepPlan`. */
export function lower(scenes: readonly Scene[], start: readonly Float64Array[], tiling: Tiling, demagTiling: DemagTiling, attempts: number, regions?: readonly Uint8Array[]): StepPlan {
  return isFilm(scenes[0]) ? lowerFilm(scenes, start, tiling, demagTiling, attempts, regions) : lowerWire(scenes, start, tiling, attempts);
}
