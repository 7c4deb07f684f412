/** From a scene as it is written to a scene that can be run, or to every reason why not. */
import { scenesAfter } from './changes.js';
import { completed } from './complete.js';
import { problemLines } from './describe.js';
import { pathText, SceneError, type Path } from './errors.js';
import type { SceneFiles } from './files.js';
import { brokenRules } from './rules.js';
import { sceneSchema, type Scene } from './schema.js';
import { refusals, type Refusals } from './unsupported.js';

export { SceneError } from './errors.js';
export { parseSceneText } from './jsonc.js';

/** Shapes may stand in shapes: an object that holds itself would be walked for ever. */
const MAX_DEPTH = 100;

/**
 * Validates any value as a scene and fills in every default. The value is not changed. With `files`, the contents of the
 * files a scene names (none: NO_FILES), what depends on them and on the cells of shapes is checked too.
 * @throws SceneError, one line per problem: `material.alpha: expected 0 <= alpha, got -0.1`
 */
export function parseScene(json: unknown, files?: SceneFiles): Scene {
  return checked(json, files, refusals).scene;
}

/** As parseScene, with the scene as it is after each of its changes, in order. */
export function parseCourse(json: unknown, files?: SceneFiles): Course {
  return checked(json, files, refusals);
}

export interface Course {
  readonly scene: Scene;
  readonly after: readonly Scene[];
}

/** As parseScene, with what is not available said by `refuse`. */
export function checkedScene(json: unknown, files: SceneFiles | undefined, refuse: (json: unknown) => Refusals): Scene {
  return checked(json, files, refuse).scene;
}

function checked(json: unknown, files: SceneFiles | undefined, refuse: (json: unknown) => Refusals): Course {
  const deep = tooDeep(json);
  if (deep) throw new SceneError([`${pathText(deep.slice(0, 3))}: expected at most ${MAX_DEPTH} levels of objects and arrays, got more`]);
  const refused = refuse(json);
  const result = sceneSchema.safeParse(json);
  const { lines, more } = result.success ? { lines: [], more: 0 } : problemLines(json, result.error.issues, refused.hides);
  if (refused.problems.length > 0 || !result.success) throw new SceneError([...refused.problems, ...lines], more);
  const broken = brokenRules(result.data, files);
  if (broken.length > 0) throw new SceneError(broken);
  const scene = completed(result.data);
  return { scene, after: scenesAfter(scene, (after) => checkedScene(after, files, refuse)) };
}

/** A path to something more than MAX_DEPTH levels inside `value`, if there is one. */
function tooDeep(value: unknown, path: Path = []): Path | undefined {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  if (path.length > MAX_DEPTH) return path;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const deep = typeof value[i] === 'object' ? tooDeep(value[i], [...path, i]) : undefined;
      if (deep) return deep;
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    const deep = tooDeep((value as Record<string, unknown>)[key], [...path, key]);
    if (deep) return deep;
  }
  return undefined;
}
