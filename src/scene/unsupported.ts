/**
 * What a scene file may say but this version cannot do yet: one entry each, to be deleted as it becomes available.
 */
import { valueText, type Path, pathText } from './errors.js';
import { isFilm } from './film.js';
import { sceneSchema } from './schema.js';

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

const given = (value: unknown): boolean => value !== undefined;
const some = (value: unknown): boolean => given(value) && !(Array.isArray(value) && value.length === 0);
const over = (limit: number) => (value: unknown) => typeof value === 'number' && value > limit;
const oneOf = (...words: string[]) => (value: unknown) => typeof value === 'string' && words.includes(value);

/** Whether a circuit runs through more than the one number of a wire's current. Of no interest while the scene is not well formed. */
function isFilmScene(json: unknown): boolean {
  const { success, data } = sceneSchema.safeParse(json);
  return success && isFilm(data);
}

const UNSUPPORTED: readonly Unsupported[] = [
  { path: ['regions'], refuses: some, expected: 'no regions', what: 'regions are' },
  { path: ['material', 'temperature'], refuses: over(0), expected: '0 K', unit: 'K', what: 'the thermal field is' },
  {
    path: ['transport', 'closure'],
    refuses: oneOf('two-band'),
    expected: '"prescribed", "open", "circuit" or "local"',
    what: 'the two-band magnet is',
  },
  { path: ['transport', 'spinFlipLength'], refuses: given, expected: 'no spinFlipLength', unit: 'm', what: 'the two-band magnet is' },
  {
    path: ['transport', 'closure'],
    refuses: oneOf('landau-lifshitz'),
    expected: '"prescribed", "open", "circuit" or "local"',
    what: 'the Landau-Lifshitz form of the magnet is',
  },
  { path: ['transport', 'leads'], refuses: given, expected: 'no leads', what: 'leads of choice are' },
  { path: ['transport', 'loads'], refuses: some, expected: 'no loads', what: 'loads between leads are' },
  { path: ['transport', 'probes'], refuses: some, expected: 'no probes', what: 'probes are' },
  { path: ['transport', 'amr'], refuses: (v) => typeof v === 'number' && v !== 0, expected: '0', what: 'anisotropic magnetoresistance is' },
  { path: ['run', 'potentialTolerance'], refuses: (v) => typeof v === 'number', expected: 'null', what: 'the potential in films is' },
  {
    path: ['transport', 'closure'],
    refuses: (value, scene) => value === 'circuit' && isFilmScene(scene),
    expected: '"prescribed", "open" or "local"',
    what: 'circuits with films, shapes, demag "full" or Dzyaloshinskii-Moriya interaction are',
  },
  { path: ['sweep'], refuses: given, expected: 'no sweep', what: 'sweeps are' },
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
