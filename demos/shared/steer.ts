/** Scenes that were steered while they ran: `changes`, as the library makes them. */
import type { SceneInput } from 'spinmotive';
import { changed } from './link.js';

/** The scene as it stands at a time (s): what has changed until then is its own, what comes later is left out. */
export function settled(scene: SceneInput, time = Infinity): SceneInput {
  const { changes = [], ...rest } = scene;
  const made = changes.filter(({ at }) => at <= time).flatMap(({ set = {} }) => Object.entries(set));
  return changed(rest, made.map(([path, value]) => [path, JSON.stringify(value)])) as SceneInput;
}

/** When it last changed until a time, s; 0 before the first change. */
export const lastChange = ({ changes = [] }: Pick<SceneInput, 'changes'>, time: number): number => Math.max(0, ...changes.map(({ at }) => at).filter((at) => at <= time));
