/** Rules that WGSL compilers do not check: what may stand in a shader of this project, and that it agrees with the kernel table. */
import { linkShader, shaderPath, type ShaderTexts } from '../../src/gpu/linker.js';
import type { Access, Binding, Kernel } from '../../src/kernels.js';

/** Problems, each as `shaders/room/stem.wgsl:line: what is wrong`. */
export function lintShaders(texts: ShaderTexts, kernels: ReadonlyMap<string, Kernel>): string[] {
  const problems: string[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const code = withoutComments(text);
    problems.push(...lintText(name, text, code), ...(name.startsWith('lib/') ? lintLibrary(name, code) : lintKernel(name, code, texts, kernels)));
  }
  for (const name of kernels.keys()) {
    if (!Object.hasOwn(texts, name)) problems.push(`${shaderPath(name)}:1: the kernel table has ${name}, but there is no such file`);
  }
  return problems;
}

/** Blanks out comments; every other character keeps its place. */
function withoutComments(text: string): string {
  return text.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

const trigonometry = 'WGSL allows an error of 2^-11: use a table or the host';
const rules: readonly { readonly pattern: RegExp; readonly message: (found: string) => string }[] = [
  { pattern: /\b(sin|cos|tan|asin|acos|atan|atan2)(?=\s*\()/g, message: (found) => `${found}: ${trigonometry}` },
  { pattern: /\b(exp|exp2|log|log2|sinh|cosh|tanh|asinh|acosh|atanh)(?=\s*\()/g, message: (found) => `${found}: WGSL allows large errors, and drivers overflow where the result does not: use a table or the host` },
  { pattern: /(?<![\w.\])])([a-z_]\w*(?:\.\w+)*)\s*(?:!=|==)\s*\1(?![\w.[(])/g, message: (found) => `${found}: with fast math no number is NaN and this is folded away: use lib/finite` },
  {
    // Magnitudes that SI quantities have. 1e30 and more is the guard against overflow, which has no unit.
    pattern: /(?<![\w.])(?:\d+\.?\d*|\.\d+)[eE](?!\+?3\d\b)[-+]?\d\d+/g,
    message: (found) => `${found}: shaders work in reduced units, a constant of this size is SI`,
  },
  { pattern: /\$\{/g, message: () => 'WGSL is never made by templates: use an override or the prelude' },
];

function lintText(name: string, text: string, code: string): string[] {
  const found = rules.flatMap(({ pattern, message }) =>
    [...code.matchAll(pattern)].map((match) => `${shaderPath(name)}:${lineAt(code, match.index)}: ${message(match[0])}`),
  );
  const directives = [...text.matchAll(/^\s*#\w+/gm)].map((match) => `${shaderPath(name)}:${lineAt(text, match.index)}: ${match[0].trim()}: there is no preprocessor`);
  return [...found, ...directives];
}

function lintLibrary(name: string, code: string): string[] {
  const misplaced = /@(group|binding|compute|vertex|fragment|workgroup_size)\b|\bvar\s*<\s*(storage|uniform)\b|\boverride\b/g;
  return [...code.matchAll(misplaced)].map((match) => `${shaderPath(name)}:${lineAt(code, match.index)}: ${match[0]} in lib, which holds functions only`);
}

interface FoundBinding extends Omit<Binding, 'kind'> {
  readonly group: string;
  readonly index: number;
  readonly space: string;
  readonly type: string;
  readonly line: number;
}

function bindingsOf(code: string): FoundBinding[] {
  const declaration = /((?:@\w+\s*\([^)]*\)\s*)+)var\s*<([^>]*)>\s*(\w+)\s*:\s*([^;]+);/g;
  return [...code.matchAll(declaration)].map((match) => {
    const [space, access] = match[2].split(',').map((word) => word.trim());
    return {
      name: match[3],
      group: /@group\s*\(\s*(\w+)/.exec(match[1])?.[1] ?? '?',
      index: Number(/@binding\s*\(\s*(\w+)/.exec(match[1])?.[1]),
      space,
      access: (access ?? 'read') as Access,
      type: match[4].replace(/\s+/g, ''),
      line: lineAt(code, match.index),
    };
  });
}

/** Kind of the elements where the type tells; a structure does not. */
function kindOf(type: string): string | null {
  if (/\b(u32|vec[234]u)\b/.test(type)) return 'u32';
  return /\b(f32|vec[234]f|mat\dx\df)\b/.test(type) ? 'f32' : null;
}

function lintKernel(name: string, code: string, texts: ShaderTexts, kernels: ReadonlyMap<string, Kernel>): string[] {
  const problems: string[] = [];
  const say = (line: number, message: string): void => void problems.push(`${shaderPath(name)}:${line}: ${message}`);

  const entries = [...code.matchAll(/@(compute|vertex|fragment)\b[^{;]*?\bfn\s+(\w+)/g)];
  const stem = name.slice(name.lastIndexOf('/') + 1);
  if (entries.length !== 1) say(entries.length > 1 ? lineAt(code, entries[1].index) : 1, `one entry point a file, this has ${entries.length}`);
  for (const entry of entries) {
    if (entry[1] !== 'compute' || entry[2] !== stem) say(lineAt(code, entry.index), `the entry point is @compute ${stem}, not @${entry[1]} ${entry[2]}`);
  }

  const kernel = kernels.get(name);
  if (!kernel) {
    say(1, `${name} is not in the kernel table`);
    return problems;
  }
  const found = bindingsOf(code);
  const [args] = found;
  if (!args || args.name !== 'args' || args.space !== 'uniform' || args.type !== 'vec4u' || args.index !== 0) {
    say(args?.line ?? 1, 'the first binding is @group(0) @binding(0) var<uniform> args: vec4u');
  }
  found.forEach((binding, position) => {
    if (binding.group !== '0' || binding.index !== position) say(binding.line, `${binding.name} is at @group(${binding.group}) @binding(${binding.index}), its place is @group(0) @binding(${position})`);
  });
  const storage = found.slice(1);
  storage.forEach((binding, position) => {
    const row = kernel.bindings[position];
    if (!row) say(binding.line, `${binding.name} is not in the kernel table`);
    else if (row.name !== binding.name) say(binding.line, `binding ${position + 1} is ${binding.name}, in the kernel table ${row.name}`);
    else if (binding.space !== 'storage') say(binding.line, `${binding.name} is in ${binding.space}, not in storage`);
    else if (row.access !== binding.access) say(binding.line, `${binding.name} is ${binding.access}, in the kernel table ${row.access}`);
    else if ((kindOf(binding.type) ?? row.kind) !== row.kind) say(binding.line, `${binding.name} is ${binding.type}, in the kernel table ${row.kind}`);
  });
  for (const row of kernel.bindings.slice(storage.length)) say(1, `${row.name} of the kernel table is not bound`);

  const overrides = [...code.matchAll(/\boverride\s+(\w+)\s*(?::[^=;]*)?(=?)/g)];
  for (const match of overrides) {
    const hasDefault = match[2] === '=';
    const listed = kernel.constants.includes(match[1]);
    if (!hasDefault && !listed) say(lineAt(code, match.index), `override ${match[1]} is not in the kernel table`);
  }
  for (const constant of kernel.constants) {
    if (!overrides.some((match) => match[1] === constant)) say(1, `there is no override ${constant}, which the kernel table has`);
  }
  try {
    linkShader(name, texts);
  } catch (error) {
    problems.push((error as Error).message);
  }
  return problems;
}
