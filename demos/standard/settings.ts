/** What the reader can set, and the address that says it: a version, and whatever differs from the problems as they stand. */
import { parseScene, type BackendChoice, type SceneInput } from 'spinmotive';
import { changed, differences, LinkError, LONGEST, same } from '../shared/link.js';
import { PROBLEMS, type Grid, type Problem } from './problems.js';

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
}

export interface Settings {
  readonly backend: BackendChoice;
  /** By the keys of problems. */
  readonly problems: Readonly<Record<string, ProblemSettings>>;
}

const VERSION = 1;
const BACKENDS: readonly BackendChoice[] = ['auto', 'gpu', 'cpu'];
/** Of the library. */
const TOLERANCE = 1e-5;

function asItStands(problem: Problem): ProblemSettings {
  const { material } = problem.scene(problem.grids[0]);
  return { cells: problem.grids[0].cells[0], alpha: material.alpha, duration: problem.duration, tolerance: TOLERANCE, rest: null };
}

export const DEFAULTS: Settings = { backend: 'auto', problems: Object.fromEntries(PROBLEMS.map((problem) => [problem.key, asItStands(problem)])) };

export const gridOf = ({ grids }: Problem, { cells }: ProblemSettings): Grid => grids.find((grid) => grid.cells[0] === cells) ?? grids[0];

/** The problem's scene as it is set, and in words what of it is not the problem any more. */
export function sceneOf(problem: Problem, settings: ProblemSettings): { scene: SceneInput; altered: string[] } {
  const { alpha, duration, tolerance, rest } = settings;
  const whole = asItStands(problem);
  const scene = problem.scene(gridOf(problem, settings));
  const altered: string[] = [];
  if (alpha !== whole.alpha) altered.push(`α = ${alpha} instead of ${whole.alpha}`);
  if (duration !== whole.duration) altered.push(`${ns(duration)} ns instead of ${ns(whole.duration)} ns`);
  if (tolerance !== whole.tolerance) altered.push(`a tolerance of ${tolerance} a step instead of ${whole.tolerance}`);
  if (rest !== null) altered.push(`its start relaxed only to ${Number((rest / 1e-3).toPrecision(6))} mT`);
  const run = { ...scene.run, duration, ...(tolerance === whole.tolerance ? {} : { tolerance }), ...(rest === null ? {} : { relaxTolerance: rest }) };
  return { scene: { ...scene, material: { ...scene.material, alpha }, run }, altered };
}

/** The fragment of an address, without its #. */
export function linkOf({ backend, problems }: Settings): string {
  const entries = new URLSearchParams({ v: String(VERSION) });
  if (backend !== DEFAULTS.backend) entries.set('backend', backend);
  for (const [path, value] of differences(DEFAULTS.problems, problems)) entries.set(path, value);
  return entries.toString();
}

/** @throws LinkError, why it is refused, in one sentence */
export function openLink(fragment: string): Settings {
  if (fragment.length > LONGEST) throw new LinkError(`This link is longer than ${LONGEST} characters.`);
  const entries = [...new URLSearchParams(fragment)];
  const said = new Map(entries);
  if (said.size < entries.length) throw new LinkError('This link says something twice.');
  const version = said.get('v') ?? '';
  if (!/^[1-9]\d{0,5}$/.test(version)) throw new LinkError('This link does not say its version, v=1.');
  if (Number(version) > VERSION) throw new LinkError(`This link is of version ${version}, newer than this page, which reads version ${VERSION}.`);
  const backend = BACKENDS.find((known) => known === (said.get('backend') ?? DEFAULTS.backend));
  if (!backend) throw new LinkError(`This link asks for an engine that there is not, expected ${BACKENDS.join(', ')}.`);
  const asked = changed(DEFAULTS.problems, entries.filter(([path]) => !['v', 'backend'].includes(path)));
  if (!hasKeysOf(asked, DEFAULTS.problems)) throw new LinkError('This link is about a problem that this lab does not have.');
  return { backend, problems: Object.fromEntries(PROBLEMS.map((problem) => [problem.key, checked(problem, asked[problem.key])])) };
}

/** Of one problem, as a link has them. @throws LinkError */
function checked(problem: Problem, asked: unknown): ProblemSettings {
  const whole = asItStands(problem);
  const refuse = (what: string) => new LinkError(`This link asks for what ${problem.title} in this lab cannot be: ${what}.`);
  if (!hasKeysOf(asked, whole)) throw refuse(`settings other than ${Object.keys(whole).join(', ')}`);
  const { cells, alpha, duration, tolerance, rest } = asked;
  const grid = problem.grids.find((one) => one.cells[0] === cells);
  if (!grid) throw refuse(`cells: expected ${problem.grids.map((one) => one.cells[0]).join(' or ')} along x`);
  if (![alpha, duration, tolerance].every((value) => typeof value === 'number') || !(rest === null || typeof rest === 'number')) throw refuse('expected numbers');
  const settings = { cells, alpha, duration, tolerance, rest } as ProblemSettings;
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
