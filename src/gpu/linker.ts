/**
 * Composes one WGSL module out of a prelude and several files. A line `//#import lib/llg` asks for shaders/lib/llg.wgsl;
 * every file is included once, ahead of the file that first asks for it. The lines of every file stay whole (an import
 * line is a comment to WGSL), so that a place in the module maps back to file, line and column.
 *
 * `override` constants whose values are known become `const`, which every browser can do. Safari 26 is reported to give workgroup arrays no memory whose
 * length is an override, and to run nothing where it is given one that is not used (WebKit bug 317110).
 */

/** Shader texts by name: `lib/llg` is the text of shaders/lib/llg.wgsl. */
export type ShaderTexts = Readonly<Record<string, string>>;

export interface LinkedShader {
  readonly code: string;
  /** Names of the files that went in, in order; the prelude, the first part, is not among them. */
  readonly files: readonly string[];
  /** A place in `code` (line and column from 1) as `shaders/lib/llg.wgsl:41:7`, or `prelude:3:1`. */
  place(line: number, column?: number): string;
}

interface Part {
  readonly title: string;
  readonly firstLine: number;
}

const importLine = /^\s*\/\/#import\s+([\w-]+(?:\/[\w-]+)*)\s*$/;
const nearlyImportLine = /^\s*\/\/\s*#\s*(import|include)\b/i;

/** A constant of a text, on a line of its own: name, type, default. */
const overrideLine = /^(\s*)override(\s+\w+\s*(?::\s*\w+\s*)?)(=[^;]*)?;/gm;

/** A text with the values of its constants in place; those that have neither value nor default stay overrides. Lines stay whole. */
function settled(text: string, constants: Readonly<Record<string, number>>): string {
  return text.replace(overrideLine, (line, indent: string, declared: string, given?: string) => {
    const name = /\w+/.exec(declared)![0];
    if (Object.hasOwn(constants, name)) return `${indent}const${declared.trimEnd()} = ${constants[name]};`;
    return given ? `${indent}const${declared}${given};` : line;
  });
}

/** Path of a shader as people see it, relative to the repository. */
export function shaderPath(name: string): string {
  return `shaders/${name}.wgsl`;
}

/** Names that a text imports, with their lines (from 1). Throws Error on a line that looks like an import and is none. */
export function importsOf(name: string, text: string): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  text.split('\n').forEach((content, index) => {
    const match = importLine.exec(content);
    if (match) found.push({ name: match[1], line: index + 1 });
    else if (nearlyImportLine.test(content)) {
      throw new Error(`${shaderPath(name)}:${index + 1}: an import is written //#import lib/name, got ${content.trim()}`);
    }
  });
  return found;
}

/**
 * The module of shader `name` with everything it imports. Throws Error, with file and line, where an import has no
 * file or leads back to a file that is still being included.
 * @param constants values of `override` constants by name; left out, the module keeps its overrides
 */
export function linkShader(name: string, texts: ShaderTexts, prelude = '', constants?: Readonly<Record<string, number>>): LinkedShader {
  const order: string[] = [];
  const include = (file: string, chain: readonly string[], asked: string): void => {
    if (chain.includes(file)) {
      throw new Error(`${asked}imports run in a circle: ${[...chain.slice(chain.indexOf(file)), file].join(' -> ')}`);
    }
    if (order.includes(file)) return;
    if (!Object.hasOwn(texts, file)) throw new Error(`${asked}there is no ${shaderPath(file)}`);
    for (const wanted of importsOf(file, texts[file])) {
      include(wanted.name, [...chain, file], `${shaderPath(file)}:${wanted.line}: `);
    }
    order.push(file);
  };
  include(name, [], '');

  const parts: Part[] = [];
  const lines: string[] = [];
  const append = (title: string, text: string): void => {
    parts.push({ title, firstLine: lines.length + 1 });
    lines.push(...text.replace(/\n$/, '').split('\n'));
  };
  if (prelude !== '') append('prelude', prelude);
  for (const file of order) append(shaderPath(file), constants ? settled(texts[file], constants) : texts[file]);

  return {
    code: `${lines.join('\n')}\n`,
    files: order,
    place(line, column) {
      const part = parts.findLast((candidate) => candidate.firstLine <= line) ?? parts[0];
      return `${part.title}:${line - part.firstLine + 1}${column === undefined ? '' : `:${column}`}`;
    },
  };
}
