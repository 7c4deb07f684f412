/**
 * What is said when a scene is wrong: one line per problem, each starting with where it is
 * (`material.alpha: expected 0 <= alpha, got -0.1`).
 */

/** Problems listed before the rest is only counted. */
export const MOST_PROBLEMS = 50;

/** The one error this layer throws. `problems` holds one line each; `message` is those lines joined. */
export class SceneError extends Error {
  readonly problems: readonly string[];

  /** `more`: how many problems there are besides those listed. */
  constructor(problems: readonly string[], more = 0) {
    const rest = more + Math.max(0, problems.length - MOST_PROBLEMS);
    const shown = [...problems.slice(0, MOST_PROBLEMS), ...(rest > 0 ? [`scene: expected no problems, got ${rest} more like these`] : [])];
    super(shown.join('\n'));
    this.name = 'SceneError';
    this.problems = shown;
  }
}

export type Path = readonly PropertyKey[];

/** `["field","B",1]` -> `field.B.1`; a key that is not a plain word is quoted, the root is `scene`. */
export function pathText(path: Path): string {
  if (path.length === 0) return 'scene';
  return path.map((key) => (/^[\w$-]{1,60}$/.test(String(key)) ? String(key) : quoted(String(key)))).join('.');
}

const quoted = (text: string): string =>
  // JSON leaves U+2028 and U+2029 as they are, and both break a line.
  JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text).replace(/[\u2028\u2029\u0085\u007f]/g, ' ');

/** A number as a person writes it: -8e5, 0.02, 1024. Counts (no unit) stay in plain digits. */
export function numberText(x: number, unit = ''): string {
  const size = Math.abs(x);
  const plain = !Number.isFinite(x) || size === 0 || (size >= 1e-3 && size < 1e5) || (unit === '' && Number.isInteger(x) && size < 1e15);
  const digits = plain ? String(x) : x.toExponential().replace('e+', 'e');
  return unit === '' ? digits : `${digits} ${unit}`;
}

/** Any value in a few words on one line; never throws. */
export function valueText(value: unknown, unit = ''): string {
  if (typeof value === 'number') return numberText(value, unit);
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean' || value === null || value === undefined) return String(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const simple = value.length <= 6 && value.every((x) => typeof x !== 'object' || x === null);
    return simple ? `[${value.map((x) => valueText(x)).join(', ')}]` : `an array of ${value.length}`;
  }
  if (typeof value === 'object') {
    const keys = Object.keys(value);
    if (keys.length === 0) return '{}';
    return `an object with ${keys.slice(0, 4).map((key) => pathText([key])).join(', ')}${keys.length > 4 ? ', …' : ''}`;
  }
  return `a ${typeof value}`;
}

/** The member of `known` that `word` most likely was meant to be, if any is near enough. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > 40) return undefined;
  let best: string | undefined;
  let least = Math.min(3, Math.max(1, Math.floor(word.length / 3))) + 0.5;
  for (const candidate of known) {
    // Of two that are as near, the one as long: letters are swapped or mistaken more often than left out.
    const d = candidate.toLowerCase() === word.toLowerCase() ? 0 : distance(word.toLowerCase(), candidate.toLowerCase()) + (candidate.length === word.length ? 0 : 0.1);
    if (d < least) [best, least] = [candidate, d];
  }
  return best;
}

/** Damerau-Levenshtein (optimal string alignment): a swap of neighbours costs one, as typing slips do. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

/** `["a","b","c"]` -> `a, b or c`. */
export function alternatives(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? 'nothing') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
