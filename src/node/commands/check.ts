/** `spinmotive check`: validates a scene and says in one line what it is. Writes nothing. */
import { tableColumns } from '../../observe/columns.js';
import { sceneNotes } from '../../scene/notes.js';
import { regionCells } from '../../scene/regions.js';
import { Schedule } from '../../scene/schedule.js';
import type { Scene } from '../../scene/schema.js';
import { formatSi } from '../../io/si.js';
import { noteLine } from '../terminal.js';
import type { Context } from './context.js';
import { readScene, readSceneFiles } from './scene.js';

export async function checkCommand(sceneFile: string, settings: readonly string[], { terminal }: Context): Promise<void> {
  const request = readScene(sceneFile, settings);
  const files = await readSceneFiles(request);
  const { scene } = request;
  const names = tableColumns(scene).map((column) => column.name);
  terminal.out(`ok: ${describeScene(scene)}; columns: ${names.join(', ')}`);
  for (const note of sceneNotes(scene, regionCells(scene, files), files)) terminal.err(noteLine(note, terminal));
}

/** `wire of 1024 cells, 2.048 µm; 10 ns; closure circuit; 1001 samples`. */
function describeScene(scene: Scene): string {
  const { cells, cellSize } = scene.grid;
  const size = cells.map((n, axis) => formatSi(n * cellSize[axis], 'm'));
  const shape = cells[1] === 1 ? `wire of ${cells[0]} cells, ${size[0]}` : `film of ${cells.join(' x ')} cells, ${size.join(' x ')}`;
  const schedule = new Schedule(scene);
  let samples = 1;
  for (let k = 0; k < schedule.count; k++) if (schedule.segment(k).sample) samples++;
  const { length } = scene.regions;
  const regions = length > 0 ? [`${length} ${length === 1 ? 'region' : 'regions'}`] : [];
  const parts = [shape, ...regions, formatSi(scene.run.duration, 's'), scene.transport ? `closure ${scene.transport.closure}` : 'no transport', `${samples} samples`];
  return `${scene.title ? `${scene.title}: ` : ''}${parts.join('; ')}`;
}
