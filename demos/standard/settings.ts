/** What the reader can set, and the address that says it: a version, and whatever differs from the problems as they stand. */
import { parseScene, type BackendChoice, type SceneInput } from 'spinmotive';
import { changed, differences, LinkError, refuseKeys, said, same, written, type Links } from '../shared/link.js';
import { PROBLEMS, type Grid, type Problem } from './problems.js';

/** As a scene has it. */
export type Changes = NonNullable<SceneInput['changes']>;

export interface ProblemSettings {
  /** Along x, of one of the problem's grids. */
  readonly cells: number;
  readonly alpha: number;
  /** s, no longer than the problem. */
  readonly duration: number;
  /** Of a step. */
  readonly tolerance: number;
  /** Largest |dm/dt|/gamma that counts as rest before t = 0, T; null: what round-off leaves. */
  readonly rest: number | null;
  /** Pulses of field that every run gets: what a hand had done to the one that a link is of. */
  readonly changes: Changes;
}

export interface Settings {
  readonly backend: BackendChoice;
  /** By the keys of problems. */
  readonly problems: Readonly<Record<string, ProblemSettings>>;
}

/** Of the library. */
const TOLERANCE = 1e-5;

function asItStands(problem: Problem): ProblemSettings {
  const { material } = problem.scene(problem.grids[0]);
  return { cells: problem.grids[0].cells[0], alpha: material.alpha, duration: problem.duration, tolerance: TOLERANCE, rest: null, changes: [] };
}

export const DEFAULTS: Settings = { backend: 'auto', problems: Object.fromEntries(PROBLEMS.map((problem) => [problem.key, asItStands(problem)])) };

export const gridOf = ({ grids }: Problem, { cells }: ProblemSettings): Grid => grids.find((grid) => grid.cells[0] === cells) ?? grids[0];

/** The problem's scene as it is set, and in words what of it is not the problem any more, but for what a hand has done. */
export function sceneOf(problem: Problem, settings: ProblemSettings): { scene: SceneInput; altered: string[] } {
  const { alpha, duration, tolerance, rest, changes } = settings;
  const whole = asItStands(problem);
  const scene = problem.scene(gridOf(problem, settings));
  const altered: string[] = [];
  if (alpha !== whole.alpha) altered.push(`α = ${alpha} instead of ${whole.alpha}`);
  if (duration !== whole.duration) altered.push(`${ns(duration)} ns instead of ${ns(whole.duration)} ns`);
  if (tolerance !== whole.tolerance) altered.push(`a tolerance of ${tolerance} a step instead of ${whole.tolerance}`);
  if (rest !== null) altered.push(`its start relaxed only to ${Number((rest / 1e-3).toPrecision(6))} mT`);
  const run = { ...scene.run, duration, ...(tolerance === whole.tolerance ? {} : { tolerance }), ...(rest === null ? {} : { relaxTolerance: rest }) };
  return { scene: { ...scene, material: { ...scene.material, alpha }, run, ...(changes.length === 0 ? {} : { changes }) }, altered };
}

export const LINKS: Links<Settings> = {
  first: DEFAULTS,
  firstName: 'the problems as they stand',
  write: ({ backend, problems }) => written({}, backend, differences(DEFAULTS.problems, problems)),
  read: openLink,
};

/** @throws LinkError, why it is refused, in one sentence */
function openLink(link: string): Settings {
  const { backend, rest } = said(link);
  const asked = changed(DEFAULTS.problems, [...rest]);
  refuseKeys(asked);
  if (!hasKeysOf(asked, DEFAULTS.problems)) throw new LinkError('This link is about a problem that this lab does not have.');
  return { backend, problems: Object.fromEntries(PROBLEMS.map((problem) => [problem.key, checked(problem, asked[problem.key])])) };
}

/** Of one problem, as a link has them. @throws LinkError */
function checked(problem: Problem, asked: unknown): ProblemSettings {
  const whole = asItStands(problem);
  const refuse = (what: string) => new LinkError(`This link asks for what ${problem.title} in this lab cannot be: ${what}.`);
  if (!hasKeysOf(asked, whole)) throw refuse(`settings other than ${Object.keys(whole).join(', ')}`);
  const { cells, alpha, duration, tolerance, rest, changes } = asked;
  const grid = problem.grids.find((one) => one.cells[0] === cells);
  if (!grid) throw refuse(`cells: expected ${problem.grids.map((one) => one.cells[0]).join(' or ')} along x`);
  if (![alpha, duration, tolerance].every((value) => typeof value === 'number') || !(rest === null || typeof rest === 'number')) throw refuse('expected numbers');
  // Of values that change nobody would be told that this is not the problem any more.
  if (!Array.isArray(changes) || changes.some((change: unknown) => typeof change === 'object' && change !== null && 'set' in change)) throw refuse('changes: expected pulses of field and nothing else');
  const settings = { cells, alpha, duration, tolerance, rest, changes } as ProblemSettings;
  if (!(settings.duration <= whole.duration)) throw refuse(`duration: expected at most ${whole.duration} s, as long as the table is`);
  try {
    parseScene(sceneOf(problem, settings).scene);
  } catch (error) {
    throw refuse((error instanceof Error ? error.message : String(error)).split('\n')[0]);
  }
  return settings;
}

/** Whether an object has the keys of another, no more and no less. */
function hasKeysOf<T extends object>(value: unknown, keys: T): value is Record<keyof T, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && same(Object.keys(value).sort(), Object.keys(keys).sort());
}

const ns = (seconds: number) => Number((seconds / 1e-9).toPrecision(6));
