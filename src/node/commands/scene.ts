/** From the words on the command line to a scene: the file, the settings on top of it, and the checks. */
import { parseScene, parseSceneText } from '../../scene/parse.js';
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
  const input = applySettings(parseSceneText(readInput(file)), settings);
  return { input: input as SceneInput, scene: parseScene(input) };
}
