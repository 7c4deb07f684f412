/** From the words on the command line to a scene: the file, the settings on top of it, and the files that it names. */
import path from 'node:path';
import { openScene } from '../../io/sceneFiles.js';
import type { SceneFiles } from '../../scene/files.js';
import { parseScene, parseSceneText, SceneError } from '../../scene/parse.js';
import type { Scene, SceneInput } from '../../scene/schema.js';
import { applySettings } from '../../scene/settings.js';
import { readBytes, readInput } from '../files.js';

export interface SceneRequest {
  /** As the file and the settings have it. */
  readonly input: SceneInput;
  /** With every default filled in. The files that it names have not been looked at. */
  readonly scene: Scene;
  /** Where those files are looked for. */
  readonly folder: string;
}

/** Reads and checks a scene file (`-` is standard input). Throws FileError or SceneError; writes nothing. */
export function readScene(file: string, settings: readonly string[]): SceneRequest {
  const input = applySettings(readJson(file), settings);
  return { input: input as SceneInput, scene: parseScene(input), folder: file === '-' ? '.' : path.dirname(file) };
}

/** Reads the files that a scene names and checks it with them. Throws FileError or SceneError. */
export async function readSceneFiles({ input, folder }: SceneRequest): Promise<SceneFiles> {
  return (await openScene(input, (name) => readBytes(path.isAbsolute(name) ? name : path.join(folder, name)))).files;
}

function readJson(file: string): unknown {
  const text = readInput(file);
  try {
    return parseSceneText(text);
  } catch (error) {
    // These problems give a line of the file, not a path in the scene.
    throw error instanceof SceneError ? new SceneError(error.problems.map((problem) => `${file === '-' ? 'standard input' : file}: ${problem}`)) : error;
  }
}
