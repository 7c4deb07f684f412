/** Which plan a scene needs. */
import { isFilm } from '../scene/film.js';
import type { Scene } from '../scene/schema.js';
import type { ConductionTiling } from './conduction.js';
import type { DemagTiling } from './demag.js';
import { lowerFilm } from './film.js';
import type { StepPlan, Tiling } from './steps.js';
import { lowerWire } from './wire.js';

/** Parameters as of `stepPlan`. */
export function lower(scenes: readonly Scene[], start: readonly Float64Array[], tiling: Tiling, demagTiling: DemagTiling, attempts: number, conductionTiling: ConductionTiling, regions?: readonly Uint8Array[]): StepPlan {
  return isFilm(scenes[0]) ? lowerFilm(scenes, start, tiling, demagTiling, attempts, conductionTiling, regions) : lowerWire(scenes, start, tiling, attempts);
}
