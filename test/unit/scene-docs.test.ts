/**
 * docs/scene.md against the schema: the table of keys is the schema's own, every example is accepted, every line it
 * quotes is the line given. `UPDATE_DOCS=1 npx vitest run test/unit/scene-docs` writes the table anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { branches, describe, SCENE_NODE, tagOf, type SchemaNode } from '../../src/scene/describe.js';
import { numberText } from '../../src/scene/errors.js';
import { parseScene, parseSceneText, SceneError } from '../../src/scene/parse.js';
import { applySettings } from '../../src/scene/settings.js';
import { refusals } from '../../src/scene/unsupported.js';
import { anyScene } from '../support/anyScene.js';

const FILE = new URL('../../docs/scene.md', import.meta.url);
const docs = readFileSync(FILE, 'utf8');
const [BEGIN, END] = ['<!-- keys: written from the schema -->', '<!-- end of keys -->'];

interface Row {
  path: string;
  node: SchemaNode;
  required: boolean;
}

/** Every key once; what an object of one kind has stands under `path[kind]`, an element's keys under `path.N`. */
function rows(node: SchemaNode, path: string): Row[] {
  // Shapes are told once, under geometry.
  if (node.$ref === '#/$defs/shape' && path !== 'geometry') return [];
  return branches(node).flatMap((option) => {
    const word = tagOf(option)?.word;
    const prefix = word === undefined ? path : `${path}[${word}]`;
    const member = typeof option.additionalProperties === 'object' ? rows(option.additionalProperties, `${path}.PATH`) : [];
    const element = typeof option.items === 'object' ? rows(option.items, `${path}.N`) : [];
    return [
      ...element,
      ...member,
      ...Object.entries(option.properties ?? {}).flatMap(([key, child]) => {
        const here = prefix === '' ? key : `${prefix}.${key}`;
        // The five waveforms are told once, under field, and the terms of anisotropy under material.
        const told = key.endsWith('Waveform') || (key === 'anisotropy' && path !== 'material');
        return [{ path: here, node: child, required: option.required?.includes(key) ?? false }, ...(told ? [] : rows(child, here))];
      }),
    ];
  });
}

function table(): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|');
  const standard = ({ node, required }: Row): string => {
    if (required) return 'required';
    if (node.default === undefined || node.default === null) return '';
    return `\`${typeof node.default === 'number' ? numberText(node.default, '-').split(' ')[0] : JSON.stringify(node.default)}\``;
  };
  const line = (row: Row): string =>
    `| \`${row.path}\` | ${cell(describe(row.node, row.path.replaceAll(/\[[\w-]+\]/g, '').split('.')))} | ${cell(row.node.unit ?? '')} | ${cell(standard(row))} | ${cell(row.node.doc ?? '')} |`;
  return ['| key | takes | unit | default | what it is |', '|---|---|---|---|---|', ...rows(SCENE_NODE, '').map(line)].join('\n');
}

const section = (): string => docs.slice(docs.indexOf(BEGIN) + BEGIN.length, docs.indexOf(END)).trim();

test('the table of keys is the schema', () => {
  expect(docs).toContain(BEGIN);
  expect(docs).toContain(END);
  if (process.env.UPDATE_DOCS) writeFileSync(FILE, `${docs.slice(0, docs.indexOf(BEGIN) + BEGIN.length)}\n${table()}\n${docs.slice(docs.indexOf(END))}`);
  else expect(section()).toBe(table());
});

test('every key of the schema has a row', () => {
  const keys = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      if (key === 'properties') Object.keys(child as object).forEach((name) => keys.add(name));
      if (key !== 'default') walk(child);
    }
  };
  walk(SCENE_NODE);
  expect(keys.size).toBeGreaterThan(60);
  for (const key of keys) expect(section()).toMatch(new RegExp(`\\| \`([^\`]*\\.)?${key}\` \\|`));
});

/** A block that is an object is a whole scene; every line of the others is a part of one, to be put in the scene above it. */
const blocks = [...docs.matchAll(/```jsonc\n([\s\S]*?)```/g)].map(([, text]) => text);
const whole = parseSceneText(blocks[0]) as Record<string, unknown>;

test('the examples are accepted', () => {
  const wholes = blocks.filter((block) => block.startsWith('{'));
  expect(wholes.length).toBe(2);
  expect(() => parseScene(parseSceneText(wholes[0]))).not.toThrow();
  expect(blocks.length).toBeGreaterThan(6);
  let scene = whole;
  for (const block of blocks) {
    if (block.startsWith('{')) {
      scene = parseSceneText(block) as Record<string, unknown>;
      expect(() => anyScene(scene)).not.toThrow();
      continue;
    }
    for (const line of block.trim().split('\n')) {
      const part = parseSceneText(`{${line.replace(/,\s*$/, '').replace(/,\s*\/\//, '//')}\n}`) as Record<string, unknown>;
      expect(() => anyScene({ ...scene, ...part }), line).not.toThrow();
    }
  }
});

test('the lines it quotes are the lines given', () => {
  const quoted = [...docs.matchAll(/^ {4}--set (\S+)\n {4}(\S.*)$/gm)];
  expect(quoted.length).toBeGreaterThan(4);
  for (const [, setting, line] of quoted) {
    let problems: readonly string[] = [];
    try {
      parseScene(applySettings(whole, [setting]));
    } catch (error) {
      if (!(error instanceof SceneError)) throw error;
      problems = error.problems;
    }
    expect(problems).toEqual([line]);
  }
});

test('what is not available yet is listed', () => {
  const everything = { material: { temperature: 1 } };
  const all = refusals(everything).problems.map((line) => line.slice(0, line.indexOf(':')));
  expect(all).toHaveLength(1);
  const list = docs.slice(docs.indexOf('## Not in this version'));
  for (const path of all) expect(list).toContain(`\`${path}\``);
});
