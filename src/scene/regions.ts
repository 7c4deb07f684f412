/** Parts of a magnet that are made of something else. */
import { NO_FILES, type SceneFiles } from './files.js';
import { coverage, mask } from './geometry.js';
import type { Material, ParsedScene, Transport } from './schema.js';

/** What a cell is made of. */
export interface RegionMaterial {
  readonly material: Material;
  readonly transport?: Transport;
}

/**
 * Which region each cell is in: [nx * ny], x fastest; 0 for the rest, k + 1 for `regions[k]`, later regions over earlier
 * ones. Cells that are no magnet are given a region like any other.
 * @throws SceneError where a shape needs a picture that was not handed in
 */
export function regionIndex(scene: Pick<ParsedScene, 'grid' | 'regions'>, files: SceneFiles = NO_FILES): Uint8Array {
  const [nx, ny] = scene.grid.cells;
  const index = new Uint8Array(nx * ny);
  scene.regions.forEach(({ geometry }, k) => {
    const { cells } = coverage(scene, geometry, `regions.${k}.geometry`, files);
    for (let cell = 0; cell < index.length; cell++) if (cells[cell]) index[cell] = k + 1;
  });
  return index;
}

/** Cells of the magnet by the numbers of regionIndex. @throws as regionIndex does */
export function regionCells(scene: Pick<ParsedScene, 'grid' | 'geometry' | 'regions'>, files: SceneFiles = NO_FILES): number[] {
  const magnet = mask(scene, files);
  const counts = new Array<number>(1 + scene.regions.length).fill(0);
  regionIndex(scene, files).forEach((region, cell) => {
    if (!magnet || magnet[cell]) counts[region]++;
  });
  return counts;
}

/** Material and transport by the numbers of regionIndex: first the scene's own, then each region's, complete. */
export function regionMaterials({ material, transport, regions }: Pick<ParsedScene, 'material' | 'transport' | 'regions'>): RegionMaterial[] {
  const here = regions.map((region) => ({ material: { ...material, ...given(region.material) }, transport: transport && { ...transport, ...given(region.transport) } }));
  return [{ material, transport }, ...here];
}

/** Without the keys whose value is undefined, which would hide what they are spread over. */
const given = <T extends object>(part: T | undefined): Partial<T> => Object.fromEntries(Object.entries(part ?? {}).filter(([, value]) => value !== undefined)) as Partial<T>;
