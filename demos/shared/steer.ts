/** Scenes that were steered while they ran: `changes`, as the library makes them. */
import type { SceneInput } from 'spinmotive';
import { changed, same } from './link.js';

/** The scene as it stands at a time (s): what has changed until then is its own, what comes later is left out. */
export function settled(scene: SceneInput, time = Infinity): SceneInput {
  const { changes = [], ...rest } = scene;
  const made = changes.filter(({ at }) => at <= time).flatMap(({ set = {} }) => Object.entries(set));
  return changed(rest, made.map(([path, value]) => [path, JSON.stringify(value)])) as SceneInput;
}

/** When it last changed until a time, s; 0 before the first change. */
export const lastChange = ({ changes = [] }: Pick<SceneInput, 'changes'>, time: number): number => Math.max(0, ...changes.map(({ at }) => at).filter((at) => at <= time));

/** What sets a run that goes on from one scene to another of the same start: paths to values. */
export function wayBack(from: SceneInput, to: SceneInput): Record<string, unknown> {
  const [before, after] = [settled(from), settled(to)];
  const paths = new Set([from, to].flatMap(({ changes = [] }) => changes.flatMap(({ set = {} }) => Object.keys(set))));
  return Object.fromEntries([...paths].map((path) => [path, valueAt(after, path)]).filter(([path, value]) => value !== undefined && !same(value, valueAt(before, path as string))));
}

function valueAt(scene: SceneInput, path: string): unknown {
  let value: unknown = scene;
  for (const key of path.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}
