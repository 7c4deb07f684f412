/** What a person should hear about a valid scene: settings that have no effect, and starts that are more than they seem. */
import { alternatives } from './errors.js';
import { cutOffNote } from './extent.js';
import { neededFiles, NO_FILES, type SceneFiles } from './files.js';
import { needsPotential, WITH_LEADS } from './film.js';
import { mask } from './geometry.js';
import { islands, placedLeads } from './leads.js';
import type { Closure, Scene } from './schema.js';

/** The drives of `transport` and the closures that use them. */
const USED_BY: readonly { key: 'j' | 'voltage' | 'load'; closures: readonly Closure[]; set: (t: NonNullable<Scene['transport']>) => boolean }[] = [
  { key: 'j', closures: ['prescribed'], set: (t) => t.j.some((x) => x !== 0) },
  { key: 'voltage', closures: WITH_LEADS, set: (t) => t.voltage !== 0 },
  { key: 'load', closures: WITH_LEADS, set: (t) => t.load !== 0 },
];

/**
 * One line each, starting with the path, as problems do.
 * @param cells of the magnet by region, as of regionCells; without them nothing is said of regions that have none
 * @param files nothing is said of cells that a picture decides where it is not among them
 */
export function sceneNotes(scene: Scene, cells: readonly number[] = [], files: SceneFiles = NO_FILES): string[] {
  const notes: string[] = [];
  const { transport, initial, grid, geometry, regions } = scene;
  for (const { key, closures, set } of transport ? USED_BY : []) {
    if (transport && !closures.includes(transport.closure) && set(transport)) {
      notes.push(`transport.${key}: not used, as closure is "${transport.closure}"; only ${alternatives(closures.map((closure) => `"${closure}"`))} uses it`);
    }
  }
  if (initial.kind === 'wall' && grid.periodic[0]) {
    notes.push('initial: a single wall in a wire that is periodic along x leaves a jump from right to left where the ends meet');
  }
  regions.forEach((_, k) => {
    if (cells[k + 1] === 0) notes.push(`regions.${k}.geometry: no cell of the magnet is left to it, as later regions lie over all of it`);
  });
  const shapes = [...(geometry ? [{ shape: geometry, path: 'geometry' }] : []), ...regions.map((region, k) => ({ shape: region.geometry, path: `regions.${k}.geometry` }))];
  return [...notes, ...shapes.flatMap(({ shape, path }) => cutOffNote(shape, path, grid) ?? []), ...contactNotes(scene, files)];
}

/** Notes on leads of a single node, and on parts of the magnet that no lead touches. */
function contactNotes(scene: Scene, files: SceneFiles): string[] {
  const pictures = neededFiles(scene).filter(({ kind }) => kind === 'picture');
  if (!needsPotential(scene) || pictures.some(({ file }) => !files.pictures.has(file))) return [];
  const magnet = mask(scene, files);
  const leads = placedLeads(scene, magnet);
  if (leads.length === 0) return [];
  const points = leads.flatMap(({ name, nodes }, l) =>
    nodes.length === 1 ? [`transport.leads.${l}: lead "${name}" is one corner of a cell, a point contact, whose resistance depends on the size of the cells`] : [],
  );
  const parts = islands(scene.grid, magnet);
  const floating = parts.count - new Set(leads.flatMap(({ nodes }) => nodes.map((node) => parts.of[node]))).size;
  if (floating > 0) points.push(`transport.leads: ${floating} of the ${parts.count} separate parts of the magnet ${floating === 1 ? 'touches' : 'touch'} no lead; only eddy currents flow there`);
  return points;
}
