/** Which scenes of a sweep may share a batch. */
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { isFilm } from '../scene/film.js';
import { cubicOf, uniaxialOf } from './params.js';
import { shapeKey } from './steps.js';

/**
 * Equal for scenes that one plan serves as it would serve each alone: of one shape, on the same kernels, with as many anisotropy terms, and
 * with the one table of magnetostatics that the cells' size makes.
 */
export function batchKey(scene: Scene): string {
  const materials = regionMaterials(scene);
  const terms = [uniaxialOf, cubicOf].map((of) => Math.max(...materials.map(({ material }) => of(material).length)));
  return JSON.stringify([shapeKey(scene), isFilm(scene), terms, scene.demag === 'full' ? scene.grid.cellSize : null, scene.run.followTexture]);
}
