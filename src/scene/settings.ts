/** Changes to a scene given as text, `material.alpha=0.05`, before it is validated. */
import { nodeAt, SCENE_NODE } from './describe.js';
import { pathText, SceneError, valueText } from './errors.js';
import { valueAt } from './unsupported.js';

type Holder = Record<string, unknown> | unknown[];

/**
 * A copy of `json` with each setting `path=value` made, in order. Keys are joined by dots, an element of an array is its
 * index (`transport.j.0=1e12`). The value is read as JSON, else taken as a string. What a path runs through and is not
 * there is made, from its default where it has one. Whether the result is a scene is for parseScene to say.
 * @throws SceneError for a setting that is not of the form path=value or whose path runs through a value without keys
 */
export function applySettings(json: unknown, settings: readonly string[]): unknown {
  if (settings.length === 0) return json;
  const problems: string[] = [];
  const result = copied(json);
  if (!isHolder(result)) return json;
  for (const setting of settings) {
    const problem = applied(result, setting);
    if (problem) problems.push(problem);
  }
  if (problems.length > 0) throw new SceneError(problems);
  return result;
}

function applied(root: Holder, setting: string): string | undefined {
  const equals = setting.indexOf('=');
  const path = setting.slice(0, Math.max(0, equals)).trim().split('.');
  if (equals < 0 || path.some((key) => key === '')) return `--set: expected path=value, such as material.alpha=0.05, got ${valueText(setting)}`;
  const value = settingValue(setting.slice(equals + 1).trim());

  let holder: Holder = root;
  for (let depth = 0; depth < path.length; depth++) {
    const key = path[depth];
    const here = path.slice(0, depth + 1);
    if (Array.isArray(holder) && !(/^\d+$/.test(key) && Number(key) <= holder.length)) {
      return `${pathText(here)}: expected an index from 0 to ${holder.length - 1}, got ${valueText(key)}`;
    }
    if (depth === path.length - 1) {
      put(holder, key, value);
      return undefined;
    }
    let next = valueAt(holder, [key]);
    if (next === undefined) {
      const node = nodeAt(SCENE_NODE, root, here);
      next = copied(node?.default ?? {});
      put(holder, key, next);
    }
    if (!isHolder(next)) {
      return `${pathText(here)}: expected an object or an array to set ${pathText(path.slice(depth + 1))} in, got ${valueText(next)}`;
    }
    holder = next;
  }
  return undefined;
}

function settingValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** Assignment would call the setter of a key named __proto__. */
function put(holder: Holder, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, enumerable: true, writable: true, configurable: true });
}

/** A deep copy of plain objects and arrays; anything else is kept as it is. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied);
  if (!isHolder(value) || ![Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) return value;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) put(result, key, copied((value as Record<string, unknown>)[key]));
  return result;
}
