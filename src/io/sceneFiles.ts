/** Reads the files a scene names: pictures that cut out shapes, and magnetizations to start from. */
import { numberText, SceneError, valueText } from '../scene/errors.js';
import { neededFiles, NO_FILES, type FileNeed, type NamesFiles, type Picture, type SceneFiles, type VectorField } from '../scene/files.js';
import { parseScene } from '../scene/parse.js';
import type { Scene } from '../scene/schema.js';
import { checkPoints, type Sweep } from '../scene/sweep.js';
import { OvfError, readOvf } from './ovf.js';
import { decodePng, PngError } from './pngReader.js';

/** The bytes of a file by the path that the scene has for it; what it throws is passed on as it is. */
export type ReadFile = (file: string) => Uint8Array | Promise<Uint8Array>;

/** Longest part of a reason that is passed on. */
const MAX_REASON = 160;

/** Validates any value as a scene together with the files it names. @throws SceneError, one line per problem */
export async function openScene(json: unknown, read: ReadFile): Promise<{ scene: Scene; files: SceneFiles }> {
  const files = await loadSceneFiles(parseScene(json), read);
  return { scene: parseScene(json, files), files };
}

/** The contents of every file a scene needs; each is read once. @throws SceneError where one is not what it should be */
export async function loadSceneFiles(scene: NamesFiles, read: ReadFile): Promise<SceneFiles> {
  const pictures = new Map<string, Picture>();
  const fields = new Map<string, VectorField>();
  const problems: string[] = [];
  for (const need of neededFiles(scene)) {
    const known: ReadonlyMap<string, unknown> = need.kind === 'picture' ? pictures : fields;
    if (known.has(need.file)) continue;
    const bytes = await read(need.file);
    try {
      if (need.kind === 'picture') pictures.set(need.file, await decodePng(bytes));
      else fields.set(need.file, readOvf(bytes));
    } catch (error) {
      if (!(error instanceof OvfError || error instanceof PngError)) throw error;
      problems.push(problemLine(need, bytes, error.message));
    }
  }
  if (problems.length > 0) throw new SceneError(problems);
  return { pictures, fields };
}

/** The contents of every file that a point of a sweep needs. @throws SceneError where a point is wrong or a file is not what it should be */
export async function loadSweepFiles(sweep: Sweep, read: ReadFile): Promise<SceneFiles> {
  // To look through all points takes its time, and most sweeps name no file.
  if (!JSON.stringify([sweep.base, sweep.axes]).includes('file')) return NO_FILES;
  const scenes = new Map<string, Scene>();
  checkPoints(sweep, undefined, undefined, (scene) => {
    const needs = JSON.stringify(neededFiles(scene));
    if (needs !== '[]' && !scenes.has(needs)) scenes.set(needs, scene);
  });
  const found = await Promise.all([...scenes.values()].map((scene) => loadSceneFiles(scene, read)));
  return { pictures: new Map(found.flatMap(({ pictures }) => [...pictures])), fields: new Map(found.flatMap(({ fields }) => [...fields])) };
}

function problemLine({ path, file, kind }: FileNeed, bytes: Uint8Array, reason: string): string {
  const what = kind === 'picture' ? 'a PNG picture' : 'an OVF 2.0 file with a vector for each cell';
  return `${path}: expected ${what}, got ${valueText(file)} of ${numberText(bytes.length)} bytes: ${reason.slice(0, MAX_REASON)}`;
}
