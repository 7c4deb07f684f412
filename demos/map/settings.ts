/** What the reader chooses of a map, and what may be chosen: it comes from the page's fields, and from links. */
import type { Linked } from '../shared/link.js';
import { SIDES, type Side } from './lattice.js';
import { QUANTITIES, type Quantity } from './quantities.js';
import type { Study } from './scene.js';
import { DRIVES } from './theory.js';

export interface Settings extends Study {
  readonly show: Quantity;
  /** Points along a side. */
  readonly finest: Side;
}

export type Choice = Linked<Settings>;

/** By the names of the page's fields. */
export const ALLOWED = {
  drive: DRIVES,
  show: QUANTITIES,
  alpha: [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5],
  ratio: [2, 3, 5],
  reach: [1.5, 2, 3],
  finest: SIDES,
} as const satisfies { readonly [K in keyof Settings]: readonly Settings[K][] };

export type Name = keyof Settings;
export const NAMES = Object.keys(ALLOWED) as Name[];

/** The points do not depend on the rest. */
export const studyOf = ({ drive, alpha, ratio, reach }: Settings): Study => ({ drive, alpha, ratio, reach });

/** @throws Error, one line a problem, where a value is not one of those the page has */
export function checkSettings(json: unknown): void {
  const given = Object.entries(json as object);
  const problems = NAMES.filter((name) => !given.some(([key, value]) => key === name && (ALLOWED[name] as readonly unknown[]).includes(value)))
    .map((name) => `${name}: expected one of ${ALLOWED[name].join(', ')}, got ${(JSON.stringify((json as Record<string, unknown>)[name]) ?? 'nothing').slice(0, 40)}`);
  const unknown = given.filter(([key]) => !(NAMES as string[]).includes(key)).map(([key]) => `${key.slice(0, 40)}: this map has no such setting`);
  if (problems.length + unknown.length > 0) throw new Error([...problems, ...unknown].join('\n'));
}
