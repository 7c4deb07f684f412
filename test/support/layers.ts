/**
 * Reads the imports of TypeScript sources and says which of them break the house rules: imports run down one line of
 * layers and never in a circle, `node:` stays in src/node, the page stays in src/browser, and demos use the public
 * entry. Works on texts, so that it can be tested on small made-up trees.
 */
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';

/** From the bottom up. A file belongs to the first layer one of whose patterns it matches. */
const layers: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['units, math', /^src\/(units\.ts|math\/)/],
  ['scene', /^src\/scene\//],
  ['plan', /^src\/plan\//],
  ['twins', /^src\/cpu\/(?!engine\.ts$)/],
  ['kernels', /^src\/kernels\.ts$/],
  ['lower', /^src\/lower\//],
  ['engines', /^src\/(gpu\/|cpu\/engine\.ts$)/],
  ['observe', /^src\/observe\//],
  ['run', /^src\/run\//],
  ['io', /^src\/io\//],
  ['library', /^src\/library\.ts$/],
  ['entries', /^src\/(browser\/|node\/|index\.ts$)/],
];

/** What demos may import of this repository. */
const publicEntries = ['src/index.ts', 'src/node/index.ts'];
const pageGlobals = new Set(['document', 'window', 'navigator', 'localStorage', 'requestAnimationFrame', 'HTMLElement', 'HTMLCanvasElement']);
const nodeGlobals = new Set(['process', 'Buffer', '__dirname', 'require', 'setImmediate']);

interface Source {
  /** Specifiers of every import, export-from, import() and import type. */
  readonly imports: readonly string[];
  /** Names that are used but not declared in the file. */
  readonly free: ReadonlySet<string>;
}

/** One line per broken rule, sorted. @param files repository path -> text; .ts files under src and demos are looked at */
export function offenders(files: ReadonlyMap<string, string>): string[] {
  const problems: string[] = [];
  const edges = new Map<string, string[]>();
  for (const [file, text] of files) {
    if (!/^(src|demos)\/.*\.ts$/.test(file)) continue;
    const source = read(file, text);
    const rank = rankOf(file);
    const inSource = file.startsWith('src/');
    if (inSource && rank < 0) problems.push(`${file}: belongs to no layer`);
    const targets: string[] = [];
    for (const specifier of source.imports) {
      if (specifier.startsWith('.')) {
        const target = resolve(file, specifier, files);
        if (target === null) {
          problems.push(`${file} -> ${specifier}: no such file`);
          continue;
        }
        targets.push(target);
        if (inSource && !target.startsWith('src/')) problems.push(`${file} -> ${target}: out of src`);
        else if (inSource && rankOf(target) > rank) problems.push(`${file} -> ${target}: up from ${layers[rank]?.[0]} to ${layers[rankOf(target)][0]}`);
        else if (!inSource && target.startsWith('src/') && !publicEntries.includes(target)) problems.push(`${file} -> ${target}: demos import only the public entry`);
      } else if (inSource && isBuiltin(specifier) && !file.startsWith('src/node/')) {
        problems.push(`${file} -> ${specifier}: only src/node may`);
      }
    }
    edges.set(file, targets);
    if (!inSource) continue;
    for (const name of source.free) {
      if (pageGlobals.has(name) && !file.startsWith('src/browser/')) problems.push(`${file} -> ${name}: only src/browser may`);
      if (nodeGlobals.has(name) && !file.startsWith('src/node/')) problems.push(`${file} -> ${name}: only src/node may`);
    }
  }
  return [...problems, ...circles(edges)].sort();
}

const rankOf = (file: string) => layers.findIndex(([, pattern]) => pattern.test(file));
const isBuiltin = (specifier: string) => specifier.startsWith('node:') || builtinModules.includes(specifier);

function resolve(from: string, specifier: string, files: ReadonlyMap<string, string>): string | null {
  const path = posix.normalize(posix.join(posix.dirname(from), specifier.replace(/\?.*$/, '')));
  return [path.replace(/\.js$/, '.ts'), path].find((candidate) => files.has(candidate)) ?? null;
}

function read(file: string, text: string): Source {
  const root = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [];
  const used = new Set<string>(), declared = new Set<string>();
  const literal = (node: ts.Node | undefined) => {
    if (node && ts.isStringLiteralLike(node)) imports.push(node.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) literal(node.moduleSpecifier);
    else if (ts.isImportTypeNode(node)) literal(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) literal(node.arguments[0]);
    else if (ts.isIdentifier(node)) (isDeclaration(node) ? declared : isMember(node) ? new Set() : used).add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return { imports, free: new Set([...used].filter((name) => !declared.has(name))) };
}

function isDeclaration(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent) || ts.isFunctionDeclaration(parent)
    || ts.isImportSpecifier(parent) || ts.isImportClause(parent) || ts.isNamespaceImport(parent)) && parent.name === node;
}

/** `x` in `a.x`, `{ x: 1 }` and `interface { x: number }`. */
function isMember(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isQualifiedName(parent) && parent.right === node)
    || ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyDeclaration(parent) || ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent)) && parent.name === node)
    || (ts.isBindingElement(parent) && parent.propertyName === node);
}

/** Each circle once: the files on it, from the first by name. */
function circles(edges: ReadonlyMap<string, readonly string[]>): string[] {
  const found = new Set<string>();
  const state = new Map<string, 'open' | 'closed'>();
  const path: string[] = [];
  const walk = (file: string): void => {
    state.set(file, 'open');
    path.push(file);
    for (const target of edges.get(file) ?? []) {
      if (state.get(target) === 'open') {
        const ring = path.slice(path.indexOf(target));
        const first = ring.indexOf([...ring].sort()[0]);
        found.add(`circle: ${[...ring.slice(first), ...ring.slice(0, first), ring[first]].join(' -> ')}`);
      } else if (!state.has(target)) walk(target);
    }
    path.pop();
    state.set(file, 'closed');
  };
  for (const file of [...edges.keys()].sort()) if (!state.has(file)) walk(file);
  return [...found];
}
