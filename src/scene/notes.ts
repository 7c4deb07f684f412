/** What a person should hear about a valid scene: settings that have no effect, and starts that are more than they seem. */
import { cutOffNote } from './extent.js';
import type { Closure, Scene } from './schema.js';

/** The drives of `transport` and the closures that use them. */
const USED_BY: readonly { key: 'j' | 'voltage' | 'load'; closure: Closure; set: (t: NonNullable<Scene['transport']>) => boolean }[] = [
  { key: 'j', closure: 'prescribed', set: (t) => t.j.some((x) => x !== 0) },
  { key: 'voltage', closure: 'circuit', set: (t) => t.voltage !== 0 },
  { key: 'load', closure: 'circuit', set: (t) => t.load !== 0 },
];

/**
 * One line each, starting with the path, as problems do.
 * @param cells of the magnet by region, as of regionCells; without them nothing is said of regions that have none
 */
export function sceneNotes(scene: Scene, cells: readonly number[] = []): string[] {
  const notes: string[] = [];
  const { transport, initial, grid, geometry, regions } = scene;
  for (const { key, closure, set } of transport ? USED_BY : []) {
    if (transport && transport.closure !== closure && set(transport)) {
      notes.push(`transport.${key}: not used, as closure is "${transport.closure}"; only "${closure}" uses it`);
    }
  }
  if (initial.kind === 'wall' && grid.periodic[0]) {
    notes.push('initial: a single wall in a wire that is periodic along x leaves a jump from right to left where the ends meet');
  }
  regions.forEach((_, k) => {
    if (cells[k + 1] === 0) notes.push(`regions.${k}.geometry: no cell of the magnet is left to it, as later regions lie over all of it`);
  });
  const shapes = [...(geometry ? [{ shape: geometry, path: 'geometry' }] : []), ...regions.map((region, k) => ({ shape: region.geometry, path: `regions.${k}.geometry` }))];
  return [...notes, ...shapes.flatMap(({ shape, path }) => cutOffNote(shape, path, grid) ?? [])];
}
