/**
 * A scene with a `sweep`: what is swept, the points in order, and each as a scene of its own. The last path of `sweep` runs
 * fastest. Nothing here keeps the points: they are made when asked for.
 */
import { keysAt, nodeAt, pathsTo, problemLines, SCENE_NODE } from './describe.js';
import { MOST_PROBLEMS, nearest, numberText, pathText, SceneError, valueText } from './errors.js';
import type { SceneFiles } from './files.js';
import { parseScene } from './parse.js';
import { MAX_POINTS, sceneSchema, type ParsedScene, type Scene, type SceneInput } from './schema.js';
import { applySettings } from './settings.js';
import { valueAt } from './unsupported.js';

/** What of a scene cannot differ from point to point. */
const NOT_SWEPT: Readonly<Record<string, string>> = { sweep: 'a sweep holds no sweep', output: 'all points are written in the same way', title: 'a title has no effect' };

export interface SweepAxis {
  /** Keys joined by dots, as of --set. */
  readonly path: string;
  readonly values: readonly unknown[];
  readonly spacing: 'list' | 'linear' | 'log';
}

export interface Sweep {
  /** The scene without its `sweep`. */
  readonly base: unknown;
  readonly axes: readonly SweepAxis[];
  /** Combinations. */
  readonly count: number;
}

/** Whether a scene as it is written asks for a sweep. */
export const hasSweep = (json: unknown): boolean => valueAt(json, ['sweep']) !== undefined;

/**
 * What is swept. The points themselves are not looked at (checkPoints).
 * @throws SceneError, one line a problem
 */
export function openSweep(json: unknown): Sweep {
  const parsed = sceneSchema.safeParse(json);
  const issues = parsed.error?.issues.filter(({ path }) => path[0] === 'sweep') ?? [];
  if (issues.length > 0) throw new SceneError(problemLines(json, issues, () => false).lines);
  const given = valueAt(json, ['sweep']) as NonNullable<ParsedScene['sweep']> | undefined;
  if (given === undefined || Object.keys(given).length === 0) throw new SceneError([`sweep: expected an object with one path or more, got ${valueText(given)}`]);

  const { sweep: _, ...base } = json as Record<string, unknown>;
  const snapshots = valueAt(base, ['output', 'snapshotEvery']);
  const problems = snapshots === undefined || snapshots === null ? [] : [`output.snapshotEvery: expected null in a sweep, got ${valueText(snapshots, 's')}; a sweep keeps the means of its points, not their magnetization`];
  const paths = Object.keys(given);
  const axes = paths.flatMap((path) => {
    const problem = pathProblem(path, base) ?? overlap(path, paths) ?? rangeProblem(given[path], path);
    if (problem) problems.push(problem);
    return problem ? [] : [axisOf(path, given[path])];
  });
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MAX_POINTS) problems.push(`sweep: expected at most ${MAX_POINTS} combinations, got ${axes.map(({ values }) => values.length).join(' x ')} = ${count}`);
  if (problems.length > 0) throw new SceneError(problems);
  return { base, axes, count };
}

/** The value of each axis at a point. */
export function pointValues({ axes }: Sweep, index: number): unknown[] {
  const values: unknown[] = [];
  let rest = index;
  for (const axis of [...axes].reverse()) {
    values.unshift(axis.values[rest % axis.values.length]);
    rest = Math.floor(rest / axis.values.length);
  }
  return values;
}

/** A point as a scene that can be run alone. */
export function pointInput(sweep: Sweep, index: number): SceneInput {
  const values = pointValues(sweep, index);
  return applySettings(sweep.base, sweep.axes.map(({ path }, k) => `${path}=${JSON.stringify(values[k])}`)) as SceneInput;
}

/** `transport.beta=0.02, field.B.0=1e-3 T` */
export const pointText = (sweep: Sweep, index: number): string => pointValues(sweep, index).map((value, k) => `${sweep.axes[k].path}=${valueText(value, axisMeaning(sweep, sweep.axes[k].path).unit)}`).join(', ');

/**
 * Checks points as scenes, in order. What is wrong with all of them is said once and plainly, the rest with the point it is wrong at.
 * @param indices which; all by default
 * @param visit gets each that is right
 * @throws SceneError
 */
export function checkPoints(sweep: Sweep, files: SceneFiles | undefined, indices: Iterable<number> = range(sweep.count), visit: (scene: Scene, index: number) => void = () => undefined): void {
  const found = new Map<string, { first: number; times: number }>();
  let looked = 0;
  let failing = 0;
  for (const index of indices) {
    looked++;
    try {
      visit(parseScene(pointInput(sweep, index), files), index);
    } catch (error) {
      if (!(error instanceof SceneError)) throw error;
      for (const line of error.problems) {
        const entry = found.get(line) ?? { first: index, times: 0 };
        entry.times++;
        found.set(line, entry);
      }
      if (++failing >= MOST_PROBLEMS) break;
    }
  }
  if (found.size === 0) return;
  throw new SceneError([...found].map(([line, { first, times }]) => (times === looked && sweep.count > 1 ? line : `sweep: at ${pointText(sweep, first)}: ${line}`)));
}

export function* range(count: number): Generator<number> {
  for (let k = 0; k < count; k++) yield k;
}

/** The unit of a swept number, and what it is. */
export function axisMeaning(sweep: Sweep, path: string): { unit: string; doc: string } {
  const node = nodeAt(SCENE_NODE, sweep.base, path.split('.'));
  return { unit: node?.unit ?? '', doc: node?.doc ?? '' };
}

function pathProblem(path: string, base: unknown): string | undefined {
  const keys = path.split('.');
  const where = `sweep.${pathText([path])}`;
  if (Object.hasOwn(NOT_SWEPT, keys[0])) return `${where}: expected a path that can be swept, got ${valueText(path)}; ${NOT_SWEPT[keys[0]]}`;
  if (keys.every((key) => /^(0|[1-9]\d*|[A-Za-z]\w*)$/.test(key)) && nodeAt(SCENE_NODE, base, keys)) return undefined;
  const last = keys[keys.length - 1], holder = keys.slice(0, -1);
  const sibling = nodeAt(SCENE_NODE, base, holder) && nearest(last, keysAt(SCENE_NODE, base, holder));
  const guess = sibling ? [...holder, sibling].join('.') : pathsTo(SCENE_NODE, last)[0];
  return `${where}: unknown path; ${guess ? `did you mean "${guess}"?` : 'expected the path of a key of the scene, such as material.alpha or transport.j.0'}`;
}

/** A path that runs through another one would overwrite it or be overwritten. */
function overlap(path: string, paths: readonly string[]): string | undefined {
  const holder = paths.find((other) => path.startsWith(`${other}.`));
  return holder === undefined ? undefined : `sweep.${pathText([path])}: expected a path outside ${valueText(holder)}, which is swept as well`;
}

type Given = NonNullable<ParsedScene['sweep']>[string];

function rangeProblem(given: Given, path: string): string | undefined {
  if (Array.isArray(given)) return undefined;
  const { from, to, count, spacing } = given;
  const where = `sweep.${pathText([path])}`;
  if (count === 1 && from !== to) return `${where}.count: expected 2 or more from ${numberText(from)} to ${numberText(to)}, got 1`;
  if (spacing === 'log' && !(from > 0 && to > 0)) return `${where}: expected from and to > 0 for spacing "log", got ${numberText(from)} and ${numberText(to)}`;
  return undefined;
}

function axisOf(path: string, given: Given): SweepAxis {
  if (Array.isArray(given)) return { path, values: given, spacing: 'list' };
  const { from, to, count, spacing = 'linear' } = given;
  const at = (k: number): number => {
    if (k === 0) return from;
    if (k === count - 1) return to;
    const s = k / (count - 1);
    // Fifteen digits: 0.3 rather than 0.30000000000000004.
    return Number((spacing === 'log' ? from * (to / from) ** s : from + (to - from) * s).toPrecision(15));
  };
  return { path, values: Array.from({ length: count }, (_, k) => at(k)), spacing };
}
