/** From the words on the command line to a scene: the file, the settings on top of it, and the files that it names. */
import path from 'node:path';
import { loadSweepFiles, openScene } from '../../io/sceneFiles.js';
import type { SceneFiles } from '../../scene/files.js';
import { parseScene, parseSceneText, SceneError } from '../../scene/parse.js';
import type { Scene, SceneInput } from '../../scene/schema.js';
import { applySettings } from '../../scene/settings.js';
import type { Sweep } from '../../scene/sweep.js';
import { FileError, readBytes, readInput, type RunFolder } from '../files.js';

/** A scene that may be anything yet, and may hold a sweep. */
export interface InputRequest {
  /** As the file and the settings have it. */
  readonly input: SceneInput;
  /** Where the files that it names are looked for. */
  readonly folder: string;
}

export interface SceneRequest extends InputRequest {
  /** With every default filled in. The files that it names have not been looked at. */
  readonly scene: Scene;
}

/** Reads a scene file (`-` is standard input). Throws FileError or SceneError. */
export function readRequest(file: string, settings: readonly string[]): InputRequest {
  return { input: applySettings(readJson(file), settings) as SceneInput, folder: file === '-' ? '.' : path.dirname(file) };
}

/** Checks it as one scene. Throws SceneError; writes nothing. */
export const checkedRequest = (request: InputRequest): SceneRequest => ({ ...request, scene: parseScene(request.input) });

/** Reads the files that a scene names and checks it with them; none of them may be one that a run into `out` replaces. Throws FileError or SceneError. */
export async function readSceneFiles(request: SceneRequest, out?: RunFolder): Promise<SceneFiles> {
  return (await openScene(request.input, reader(request, out))).files;
}

/** The same for the files that the points of a sweep name. Throws FileError or SceneError. */
export const readSweepFiles = (request: InputRequest, sweep: Sweep, out?: RunFolder): Promise<SceneFiles> => loadSweepFiles(sweep, reader(request, out));

const reader = ({ folder }: InputRequest, out?: RunFolder) => (name: string): Uint8Array => {
  const file = path.isAbsolute(name) ? name : path.join(folder, name);
  if (out?.owns(file)) throw new FileError(`${file}: named by the scene, but a run into ${out.dir} replaces it; rename it or choose another --out`);
  return readBytes(file);
};

function readJson(file: string): unknown {
  const text = readInput(file);
  try {
    return parseSceneText(text);
  } catch (error) {
    // These problems give a line of the file, not a path in the scene.
    throw error instanceof SceneError ? new SceneError(error.problems.map((problem) => `${file === '-' ? 'standard input' : file}: ${problem}`)) : error;
  }
}
