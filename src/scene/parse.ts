/** From a scene as it is written to a scene that can be run, or to every reason why not. */
import { completed } from './complete.js';
import { problemLines } from './describe.js';
import { SceneError } from './errors.js';
import { brokenRules } from './rules.js';
import { sceneSchema, type Scene } from './schema.js';
import { refusals } from './unsupported.js';

export { SceneError } from './errors.js';
export { parseSceneText } from './jsonc.js';

/**
 * Validates any value as a scene and fills in every default. The value is not changed.
 * @throws SceneError, one line per problem: `material.alpha: expected 0 <= alpha, got -0.1`
 */
export function parseScene(json: unknown): Scene {
  const refused = refusals(json);
  const result = sceneSchema.safeParse(json);
  const { lines, more } = result.success ? { lines: [], more: 0 } : problemLines(json, result.error.issues, refused.hides);
  if (refused.problems.length > 0 || !result.success) throw new SceneError([...refused.problems, ...lines], more);
  const broken = brokenRules(result.data);
  if (broken.length > 0) throw new SceneError(broken);
  return completed(result.data);
}
