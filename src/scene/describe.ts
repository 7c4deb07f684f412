/**
 * Turns what zod found wrong into lines a person can act on. Nothing of zod's wording is used: the rule, the unit and
 * the meaning come from the JSON Schema of the scene at the path in question.
 */
import type * as z from 'zod';
import { alternatives, MOST_PROBLEMS, nearest, pathText, valueText, type Path } from './errors.js';
import { sceneJsonSchema } from './schema.js';
import { isUnavailable, valueAt } from './unsupported.js';

/** The part of JSON Schema that the scene's schema uses. */
export interface SchemaNode {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly prefixItems?: readonly SchemaNode[];
  readonly items?: SchemaNode | false;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly default?: unknown;
  readonly unit?: string;
  readonly doc?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

type Issue = z.core.$ZodIssue;

/** The scene's JSON Schema, made once: it takes longer to make than a scene takes to check. */
export const SCENE_NODE = sceneJsonSchema() as SchemaNode;

/** What a node that refers to a definition stands for, with its own unit, meaning and default. */
function resolved(node: SchemaNode): SchemaNode {
  const { $ref, ...own } = node;
  if ($ref === undefined) return node;
  return { ...resolved(SCENE_NODE.$defs?.[$ref.slice('#/$defs/'.length)] ?? {}), ...own };
}

/** The branches of a node, itself where it has none. */
export function branches(node: SchemaNode): readonly SchemaNode[] {
  const whole = resolved(node);
  return (whole.oneOf ?? whole.anyOf ?? [whole]).map(resolved);
}

/** The keys by which an object says which of several it is. */
const TAGS = ['kind', 'shape'] as const;

/** How a branch of several objects is told from the others, `kind: "sine"`; undefined where it is not one of several. */
export function tagOf({ properties }: SchemaNode): { readonly key: string; readonly word: string } | undefined {
  for (const key of TAGS) {
    const word = properties?.[key]?.const;
    if (typeof word === 'string') return { key, word };
  }
  return undefined;
}

/** The node of the schema that governs `path` in `json`, with the unit it has or inherits; undefined where no key is known. */
export function nodeAt(root: SchemaNode, json: unknown, path: Path): SchemaNode | undefined {
  let node: SchemaNode | undefined = root;
  let unit: string | undefined;
  path.forEach((key, depth) => {
    const holder: SchemaNode | undefined = node && branchFor(node, valueAt(json, path.slice(0, depth)));
    node = holder && childOf(holder, key);
    unit = node?.unit ?? (typeof key === 'number' || /^\d+$/.test(String(key)) ? unit : undefined);
  });
  return node && { ...resolved(node as SchemaNode), unit };
}

/** The keys that the object at `path` in `json` may have. */
export function keysAt(root: SchemaNode, json: unknown, path: Path): string[] {
  const node = nodeAt(root, json, path);
  return node ? Object.keys(branchFor(node, valueAt(json, path)).properties ?? {}) : [];
}

function childOf(node: SchemaNode, key: PropertyKey): SchemaNode | undefined {
  if (node.type === 'array') return node.prefixItems?.[Number(key)] ?? (node.items || undefined);
  if (node.properties && Object.hasOwn(node.properties, key)) return node.properties[String(key)];
  return typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
}

/** The branch that a value of this shape is meant for; all kinds together where the value does not say. */
function branchFor(node: SchemaNode, value: unknown): SchemaNode {
  const options = branches(node);
  if (options.length === 1) return options[0];
  const said = options.find((option) => {
    const tag = tagOf(option);
    const word = tag && valueAt(value, [tag.key]);
    return tag && (word === tag.word || (word === undefined && !option.required?.includes(tag.key)));
  });
  if (said) return said;
  const objects = options.filter((option) => option.type === 'object');
  if (objects.length === 1) return objects[0];
  const tags = objects.map(tagOf);
  return { type: 'object', properties: { [tags[0]?.key ?? 'kind']: { enum: tags.map((tag) => tag?.word), doc: 'which one it is' } } };
}

/** "a number > 0", "an array of 2 integers", "false, "with-drive" or "without-drive"", ... */
export function describe(of: SchemaNode, path: Path): string {
  const options = branches(of);
  if (options.length > 1) {
    const tags = options.flatMap((option) => tagOf(option) ?? []);
    if (tags.length === options.length) {
      const { key } = tags[0];
      return `an object with ${key} ${words(tags.map(({ word }) => word), [...path, key])}`;
    }
    const texts = options.filter((option) => !('const' in option && isUnavailable(path, option.const))).map((option) => describe(option, path));
    return alternatives(texts);
  }
  const [node] = options;
  if ('const' in node) return JSON.stringify(node.const);
  if (node.enum) return words(node.enum, path);
  if (node.type === 'number' || node.type === 'integer') return `${node.type === 'integer' ? 'an integer' : 'a number'}${bounds(node)}`;
  if (node.type === 'boolean') return 'true or false';
  if (node.type === 'null') return 'null';
  if (node.type === 'string') return 'a string';
  if (node.type === 'array') {
    if (node.prefixItems) return `an array of ${node.prefixItems.length} ${plural(node.prefixItems[0])}`;
    const least = node.minItems === 1 ? 'one or more ' : node.minItems ? `at least ${node.minItems} ` : '';
    return `an array of ${least}${plural(node.items || {})}`;
  }
  if (node.type === 'object') {
    const keys = node.required ?? [];
    return keys.length > 0 ? `an object with ${keys.slice(0, -1).join(', ')}${keys.length > 1 ? ' and ' : ''}${keys[keys.length - 1]}` : 'an object';
  }
  return 'a value';
}

const words = (values: readonly unknown[], path: Path): string =>
  alternatives(values.filter((value) => !isUnavailable(path, value)).map((value) => JSON.stringify(value)));

function plural(of: SchemaNode): string {
  const node = resolved(of);
  const names: Record<string, string> = { number: 'numbers', integer: 'integers', boolean: 'booleans', array: 'arrays', object: 'objects', string: 'strings' };
  if (node.type === 'array' && node.prefixItems) return `arrays of ${node.prefixItems.length} ${plural(node.prefixItems[0])}`;
  return names[node.type ?? (node.oneOf ? 'object' : '')] ?? 'values';
}

function bounds(node: SchemaNode): string {
  const low = node.minimum !== undefined && node.minimum > Number.MIN_SAFE_INTEGER ? node.minimum : undefined;
  const high = node.maximum !== undefined && node.maximum < Number.MAX_SAFE_INTEGER ? node.maximum : undefined;
  if (low !== undefined && high !== undefined) return ` from ${low} to ${high}`;
  if (low !== undefined) return ` >= ${low}`;
  if (node.exclusiveMinimum !== undefined) return ` > ${node.exclusiveMinimum}${high === undefined ? '' : ` and <= ${high}`}`;
  return high !== undefined ? ` <= ${high}` : '';
}

/** "0 <= alpha", "-1 <= polarization <= 1"; undefined for a node without bounds or an element without a name. */
function range(node: SchemaNode, name: PropertyKey): string | undefined {
  if (typeof name !== 'string') return undefined;
  const numeric = branches(node).find((option) => option.type === 'number' || option.type === 'integer');
  if (!numeric || bounds(numeric) === '') return undefined;
  const low = numeric.exclusiveMinimum !== undefined ? `${numeric.exclusiveMinimum} < ` : numeric.minimum !== undefined ? `${numeric.minimum} <= ` : '';
  return `${low}${name}${numeric.maximum !== undefined ? ` <= ${numeric.maximum}` : ''}`;
}

/** Lines for the first problems, and how many issues are left that would need more lines than anyone reads. */
export interface ProblemLines {
  readonly lines: string[];
  readonly more: number;
}

/** One line per problem. `json` is the value that was validated; problems at paths that `skip` names are left out. */
export function problemLines(json: unknown, issues: readonly Issue[], skip: (path: Path) => boolean): ProblemLines {
  const flat = issues.flatMap((issue) => sharpened(json, issue, [])).filter((issue) => !skip(issue.path));
  const unknown = flat.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => ({ holder: issue.path, key })) : []));
  const others = flat.filter((issue) => issue.code !== 'unrecognized_keys');

  const lines = new Set<string>();
  const explained: Explained = { keys: new Set(), holders: new Set() };
  const listed = unknown.slice(0, MOST_PROBLEMS);
  for (const { holder, key } of listed) lines.add(unknownKeyLine(json, holder, key, explained));
  let done = 0;
  for (; done < others.length && lines.size < MOST_PROBLEMS; done++) {
    const line = problemLine(json, others[done], explained);
    if (line) lines.add(line);
  }
  return { lines: [...lines], more: unknown.length - listed.length + others.length - done };
}

/** What the lines about unknown keys already account for, by path: keys that were meant, objects of another kind. */
interface Explained {
  readonly keys: Set<string>;
  readonly holders: Set<string>;
}

function unknownKeyLine(json: unknown, holder: Path, key: string, explained: Explained): string {
  const where = pathText([...holder, key]);
  const node = nodeAt(SCENE_NODE, json, holder) ?? {};
  const value = valueAt(json, holder);
  const known = Object.keys(branchFor(node, value).properties ?? {});
  const other = branches(node).find(({ properties }) => properties && Object.hasOwn(properties, key));
  const tag = other && tagOf(other);
  if (tag && valueAt(value, [tag.key]) !== tag.word) {
    explained.holders.add(pathText(holder));
    return `${where}: unknown key; did you mean ${tag.key} "${tag.word}"?`;
  }
  // A key that is there already is less likely meant than one that is not.
  const guess = nearest(key, known.filter((other) => valueAt(value, [other]) === undefined)) ?? nearest(key, known);
  if (guess) explained.keys.add(pathText([...holder, guess]));
  const elsewhere = guess ?? pathsTo(SCENE_NODE, key)[0];
  return `${where}: unknown key; ${elsewhere ? `did you mean "${elsewhere}"?` : `expected ${known.length > 0 ? alternatives(known) : 'no keys'}`}`;
}

/** A failed union says nothing by itself: if the value has the shape of one branch, that branch's problems are meant. */
function sharpened(json: unknown, issue: Issue, prefix: Path): Issue[] {
  const at = { ...issue, path: [...prefix, ...issue.path] } as Issue;
  if (issue.code !== 'invalid_union') return [at];
  const shaped = issue.errors.find((branch) => branch.length > 0 && branch.every((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'));
  return shaped ? shaped.flatMap((inner) => sharpened(json, inner, at.path)) : [at];
}

function problemLine(json: unknown, issue: Issue, explained: Explained): string | undefined {
  const { path } = issue;
  const where = pathText(path);
  const value = valueAt(json, path);
  const node = nodeAt(SCENE_NODE, json, path) ?? {};
  const rule = describe(node, path);
  if (value === undefined && path.length > 0) {
    if (explained.keys.has(where) || explained.holders.has(pathText(path.slice(0, -1)))) return undefined;
    // What follows a semicolon in a doc says more than a missing key needs.
    const meaning = node.doc ? `, ${node.doc.split(';')[0]}${node.unit ? ` in ${node.unit}` : ''}` : '';
    return `${where}: missing; expected ${rule}${meaning}`;
  }
  const bounded = typeof value === 'number' && Number.isFinite(value) && issue.code !== 'invalid_type' ? range(node, path[path.length - 1]) : undefined;
  const allowed = branches(node).flatMap((option) => ('const' in option ? [option.const] : (option.enum ?? [])));
  const near = typeof value === 'string' ? nearest(value, allowed.filter((x): x is string => typeof x === 'string' && !isUnavailable(path, x))) : undefined;
  return `${where}: expected ${bounded ?? rule}, got ${valueText(value, node.unit)}${near ? `; did you mean "${near}"?` : ''}`;
}

/** Where else in the scene a key of this name stands, as paths without list indices; a shape inside a shape is not looked into. */
export function pathsTo(node: SchemaNode, name: string, at = '', inside: readonly string[] = []): string[] {
  if (node.$ref !== undefined && inside.includes(node.$ref)) return [];
  const within = node.$ref === undefined ? inside : [...inside, node.$ref];
  return branches(node).flatMap((option) =>
    Object.entries(option.properties ?? {}).flatMap(([key, child]) => {
      const path = at === '' ? key : `${at}.${key}`;
      return [...(key === name ? [path] : []), ...pathsTo(child, name, path, within)];
    }),
  );
}
