/** From the words on the command line to a scene: the file, the settings on top of it, and the checks. */
import { parseScene, parseSceneText, SceneError } from '../../scene/parse.js';
import type { Scene, SceneInput } from '../../scene/schema.js';
import { applySettings } from '../../scene/settings.js';
import { readInput } from '../files.js';

export interface SceneRequest {
  /** As the file and the settings have it. */
  readonly input: SceneInput;
  /** With every default filled in. */
  readonly scene: Scene;
}

/** Reads and checks a scene file (`-` is standard input). Throws FileError or SceneError; writes nothing. */
export function readScene(file: string, settings: readonly string[]): SceneRequest {
  const input = applySettings(readJson(file), settings);
  return { input: input as SceneInput, scene: parseScene(input) };
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
