/** `spinmotive check`: validates a scene and says in one line what it is. Writes nothing. */
import { boundNote, closestToBound } from '../../observe/bound.js';
import { tableColumns } from '../../observe/columns.js';
import type { SceneFiles } from '../../scene/files.js';
import { needsPotential } from '../../scene/film.js';
import { startMagnetization } from '../../scene/initial.js';
import { leadNames } from '../../scene/leads.js';
import { sceneNotes } from '../../scene/notes.js';
import { regionCells, regionIndex } from '../../scene/regions.js';
import { Schedule } from '../../scene/schedule.js';
import type { Scene } from '../../scene/schema.js';
import { formatSi } from '../../io/si.js';
import { checkPoints, hasSweep, openSweep } from '../../scene/sweep.js';
import { noteLine, type Terminal } from '../terminal.js';
import type { Context } from './context.js';
import { checkedRequest, readRequest, readSceneFiles, readSweepFiles, type InputRequest } from './scene.js';

export async function checkCommand(sceneFile: string, settings: readonly string[], { terminal }: Context): Promise<void> {
  const asked = readRequest(sceneFile, settings);
  if (hasSweep(asked.input)) return checkSweep(asked, terminal);
  const request = checkedRequest(asked);
  const files = await readSceneFiles(request);
  const { scene } = request;
  const names = tableColumns(scene).map((column) => column.name);
  terminal.out(`ok: ${describeScene(scene)}; columns: ${names.join(', ')}`);
  for (const note of [...sceneNotes(scene, regionCells(scene, files), files), ...startNotes(scene, files)]) terminal.err(noteLine(note, terminal));
}

async function checkSweep(request: InputRequest, terminal: Terminal): Promise<void> {
  const sweep = openSweep(request.input);
  const files = await readSweepFiles(request, sweep);
  const scenes: Scene[] = [];
  checkPoints(sweep, files, undefined, (scene) => void (scenes.length === 0 && scenes.push(scene)));
  terminal.out(`ok: sweep of ${sweep.axes.map(({ path, values }) => `${path} (${values.length})`).join(' x ')}, ${sweep.count} points; the first: ${describeScene(scenes[0])}`);
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
  const parts = [shape, ...regions, formatSi(scene.run.duration, 's'), scene.transport ? `closure ${scene.transport.closure}` : 'no transport', ...contacts(scene), `${samples} samples`];
  return `${scene.title ? `${scene.title}: ` : ''}${parts.join('; ')}`;
}

/** Names of leads and probes, where the potential is solved for. */
function contacts(scene: Scene): string[] {
  if (!needsPotential(scene)) return [];
  const list = (what: string, names: readonly string[]) => (names.length > 0 ? [`${what} ${names.join(', ')}`] : []);
  return [...list('leads', leadNames(scene)), ...list('probes', (scene.transport?.probes ?? []).map(({ name }) => name))];
}

/** Whether the start is beyond what keeps the heat from being negative; where it relaxes first nobody knows yet. */
function startNotes(scene: Scene, files: SceneFiles): string[] {
  if (scene.run.relaxFirst) return [];
  const closest = closestToBound(scene, regionIndex(scene, files), startMagnetization(scene, files));
  return closest && closest.ratio > 1 ? [boundNote(scene, closest, 0)] : [];
}
