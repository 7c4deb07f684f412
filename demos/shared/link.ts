/**
 * A lab's scene in the address of its page: a version, a preset, and every path at which the scene differs from the preset,
 * with its value as JSON and nothing where the preset's key is left out.
 *
 *     v=1&preset=turning&material.alpha=0.05&field.B.0=0.002
 *
 * A link comes from anywhere: what is in it is data and nothing else, and it is checked as any scene is before it is used. Here links are
 * plain and of any length; packing.ts makes long ones fit.
 */
import type { BackendChoice, SceneInput } from 'spinmotive';

/** @typeParam T what a lab shows: a scene, or settings of its own that are plain data too */
export interface Linked<T = SceneInput> {
  /** The name of the preset that the scene is a change of. */
  readonly preset: string;
  readonly scene: T;
  readonly backend: BackendChoice;
}

/** Scenes by their names. */
export type Presets<T = SceneInput> = Readonly<Record<string, T>>;

/** Why a link is refused, or why there can be none, in one sentence. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/** Writes and reads the plain links of a lab. */
export interface Links<T> {
  /** What a page shows without a link, and what it calls that. */
  readonly first: T;
  readonly firstName: string;
  readonly write: (value: T) => string;
  /** @throws LinkError */
  readonly read: (link: string) => T;
}

/** Of what a link says, and of one that is packed: pages that know of no packing say that it is newer than they are. */
const VERSION = 1;
export const PACKED_VERSION = 2;
const BACKENDS: readonly BackendChoice[] = ['auto', 'gpu', 'cpu'];
const KEY = /^[A-Za-z]\w*$/;
const INDEX = /^(0|[1-9]\d{0,5})$/;
/** Keys that objects have of themselves. */
const NOT_KEYS = ['__proto__', 'constructor', 'prototype'];

/** Links to scenes that are changes of presets, of which a page without a link shows the first. @param check as of `openLink` */
export function sceneLinks<T>(presets: Presets<T>, nameOf: (preset: string) => string, check: (scene: unknown) => void): Links<Linked<T>> {
  const [preset] = Object.keys(presets);
  return {
    first: { preset, scene: presets[preset], backend: 'auto' },
    firstName: nameOf(preset),
    write: (linked) => linkOf(linked, presets),
    read: (link) => openLink(link, presets, check),
  };
}

/** The fragment of an address, without its #. */
export function linkOf<T>({ preset, scene, backend }: Linked<T>, presets: Presets<T>): string {
  return written({ preset }, backend, differences(presets[preset], scene));
}

/** A link, from what it says: its version, what has names of its own, an engine other than what the page chooses by itself, and changes. */
export function written(named: Readonly<Record<string, string>>, backend: BackendChoice, changes: readonly (readonly [path: string, value: string])[]): string {
  const entries = new URLSearchParams({ v: String(VERSION), ...named });
  if (backend !== 'auto') entries.set('backend', backend);
  for (const [path, value] of changes) entries.set(path, value);
  return entries.toString();
}

/**
 * @param check throws what is wrong with a scene, one line a problem
 * @throws LinkError
 */
export function openLink<T>(link: string, presets: Presets<T>, check: (scene: unknown) => void): Linked<T> {
  const { backend, rest } = said(link);
  const preset = rest.get('preset') ?? Object.keys(presets)[0];
  if (!Object.hasOwn(presets, preset)) throw new LinkError(`This link starts from the preset ${quoted(preset)}, which this lab does not have.`);
  rest.delete('preset');
  const scene = changed(presets[preset], [...rest]);
  refuseKeys(scene);
  try {
    check(scene);
  } catch (error) {
    throw new LinkError(`This link asks for a scene that this page cannot run: ${(error instanceof Error ? error.message : String(error)).split('\n')[0]}.`);
  }
  return { preset, scene: scene as T, backend };
}

/** What a link says: the engine, and the rest by its keys. @throws LinkError where it says something twice, or is not of a version that this page reads */
export function said(link: string): { backend: BackendChoice; rest: Map<string, string> } {
  const rest = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(link)) {
    if (rest.has(key)) throw new LinkError(`This link says ${quoted(key)} twice.`);
    rest.set(key, value);
  }
  const version = rest.get('v');
  if (version === undefined || !INDEX.test(version)) throw new LinkError('This link does not say its version, v=1.');
  if (Number(version) > PACKED_VERSION) throw new LinkError(`This link is of version ${version}, newer than this page, which reads versions up to ${PACKED_VERSION}.`);
  if (Number(version) === PACKED_VERSION) throw new LinkError(`This link is of version ${version}, and not packed as such links are.`);
  if (Number(version) < VERSION) throw new LinkError(`This link is of version ${version}, which never was.`);
  const backend = BACKENDS.find((known) => known === (rest.get('backend') ?? 'auto'));
  if (!backend) throw new LinkError(`This link asks for the engine ${quoted(rest.get('backend') ?? '')}, expected ${BACKENDS.join(', ')}.`);
  rest.delete('v');
  rest.delete('backend');
  return { backend, rest };
}

/** Paths and JSON by which `to` differs from `from`; nothing for what `to` leaves out. */
export function differences(from: unknown, to: unknown, path: readonly string[] = []): [path: string, value: string][] {
  if (same(from, to)) return [];
  const keys = keysOf(from, to);
  if (path.length > 0 && !keys) return [[path.join('.'), to === undefined ? '' : JSON.stringify(to)]];
  return (keys ?? []).flatMap((key) => differences((from as Holder)[key], (to as Holder)[key], [...path, key]));
}

/** A copy of `scene` with changes made, as of `differences`. @throws LinkError where a path leads nowhere or a value is not JSON */
export function changed(scene: unknown, changes: readonly (readonly [path: string, value: string])[]): unknown {
  const result = structuredClone(scene);
  for (const [path, value] of changes) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let holder: unknown = result;
    for (const key of keys) holder = holds(holder, key) ? holder[key] : undefined;
    if (!isHolder(holder) || !(Array.isArray(holder) ? holds(holder, last) && value !== '' : KEY.test(last))) throw new LinkError(`This link sets ${quoted(path)}, which is no place in a scene.`);
    if (value === '') delete holder[last];
    else Object.defineProperty(holder, last, { value: json(path, value), enumerable: true, writable: true, configurable: true });
  }
  return result;
}

type Holder = Record<string, unknown>;

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

const holds = (value: unknown, key: string): value is Holder => isHolder(value) && (Array.isArray(value) ? INDEX : KEY).test(key) && Object.hasOwn(value, key);

/** The keys at which two objects, or two arrays of one length, are to be compared; undefined where the whole value is. */
function keysOf(from: unknown, to: unknown): string[] | undefined {
  if (!isHolder(from) || !isHolder(to) || Array.isArray(from) !== Array.isArray(to)) return undefined;
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  if (Array.isArray(from)) return from.length === (to as unknown as unknown[]).length ? keys : undefined;
  return keys.every((key) => KEY.test(key) && !NOT_KEYS.includes(key)) ? keys : undefined;
}

/** Whether two JSON values are equal, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  if (!isHolder(a) || !isHolder(b)) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.every((key) => same(a[key], b[key]));
}

function json(path: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new LinkError(`This link sets ${quoted(path)} to ${quoted(text)}, which is not JSON.`);
  }
}

/** Deeper than any scene. */
const DEEPEST = 40;

/** @throws LinkError where somewhere in a value there is what no scene of a page has */
export function refuseKeys(value: unknown, depth = 0): void {
  if (!isHolder(value)) return;
  if (depth > DEEPEST) throw new LinkError('This link has too many brackets inside brackets.');
  for (const key of Object.keys(value)) {
    if (NOT_KEYS.includes(key)) throw new LinkError(`This link sets ${quoted(key)}, which is no key of a scene.`);
    if (key === 'file') throw new LinkError('This link names a file, and a page opens none.');
    refuseKeys(value[key], depth + 1);
  }
}

/** Short, on one line, and nothing that a page could take for anything but text. */
const quoted = (text: string) => `\u201c${text.replace(/[^\x20-\x7e\u00a0-\uffff]|[\u2028\u2029]/g, ' ').slice(0, 40)}${text.length > 40 ? '\u2026' : ''}\u201d`;
