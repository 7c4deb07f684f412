/**
 * What a scene file may say but this version cannot do yet: one entry each, to be deleted as it becomes available.
 */
import { valueText, type Path, pathText } from './errors.js';

interface Unsupported {
  readonly path: readonly string[];
  /** True for a value that is well formed but not available, in the scene that it stands in. */
  readonly refuses: (value: unknown, scene: unknown) => boolean;
  readonly expected: string;
  readonly what: string;
  readonly unit?: string;
  /** The part of the scene whose other problems are not worth listing once this is refused; the path itself by default. */
  readonly hides?: readonly string[];
}

const over = (limit: number) => (value: unknown) => typeof value === 'number' && value > limit;

const UNSUPPORTED: readonly Unsupported[] = [
  { path: ['material', 'temperature'], refuses: over(0), expected: '0 K', unit: 'K', what: 'the thermal field is' },
];

export interface Refusals {
  readonly problems: string[];
  /** Whether a problem at this path is already answered by a refusal. */
  hides(path: Path): boolean;
}

/** The lines for everything in `json` (any value) that is not available. */
export function refusals(json: unknown): Refusals {
  const found = UNSUPPORTED.filter(({ path, refuses }) => refuses(valueAt(json, path), json));
  return {
    problems: found.map(
      ({ path, expected, what, unit }) =>
        `${pathText(path)}: expected ${expected}, got ${valueText(valueAt(json, path), unit)}; ${what} not available in this version`,
    ),
    hides: (path) => found.some((entry) => (entry.hides ?? entry.path).every((key, i) => String(path[i]) === key)),
  };
}

/** Whether a word stands for something not available at this path: such words are not offered. */
export function isUnavailable(path: Path, value: unknown): boolean {
  return UNSUPPORTED.some((entry) => entry.path.length === path.length && entry.path.every((key, i) => String(path[i]) === key) && entry.refuses(value, undefined));
}

/** The value at a path in any JSON value; undefined where there is none. */
export function valueAt(json: unknown, path: Path): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
