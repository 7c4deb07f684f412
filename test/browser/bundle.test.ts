/** What a bundler gets: dist/index.js and all that it imports must run where there is no Node; and what a lab makes a browser fetch before it starts. */
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { describe, expect, test } from 'vitest';
import { labNames } from '../support/labs.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files of a build that is not written. */
async function outputOf(configFile: string): Promise<(Rolldown.OutputChunk | Rolldown.OutputAsset)[]> {
  const built = await build({ root: path.dirname(configFile), configFile, logLevel: 'error', build: { write: false } });
  return [built].flat().flatMap((one) => ('output' in one ? one.output : []));
}

/** Names of the packages that an entry of the build reaches, by static and dynamic imports. */
async function packagesOf(...entries: string[]): Promise<string[][]> {
  const output = await outputOf(path.join(root, 'vite.config.ts'));
  const chunks = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
  return entries.map((entry) => {
    const packages = new Set<string>();
    const seen = new Set<string>();
    const visit = (name: string) => {
      if (seen.has(name)) return;
      seen.add(name);
      const chunk = chunks.get(name);
      if (!chunk) packages.add(name);
      else [...chunk.imports, ...chunk.dynamicImports].forEach(visit);
    };
    visit(entry);
    return [...packages].sort();
  });
}

test('dist/index.js imports nothing of Node', async () => {
  const [browser, node] = await packagesOf('index.js', 'node.js');
  // Packages that are known to run in a page; another one wants a look before it comes in here.
  expect(['gl-matrix', 'zod']).toEqual(expect.arrayContaining(browser));
  // The same look at the entry for Node does find them.
  expect(node).toContain('webgpu');
  expect(node.some((name) => name.startsWith('node:') || builtinModules.includes(name))).toBe(true);
});

describe('what a lab loads before it starts', () => {
  /** Kilobytes of JavaScript, gzipped, that a lab may make a browser fetch for its first picture. */
  const BUDGET = 250;
  /** Modules that a page fetches only when its reader asks for what they do, by the names of their files. */
  const LATE = ['chainView'];

  let made: ReturnType<typeof outputOf> | undefined;
  const output = () => (made ??= outputOf(path.join(root, 'demos/vite.config.ts')));

  /** Scripts that a page names, and all that these import at once. */
  async function eager(lab: string): Promise<Rolldown.OutputChunk[]> {
    const files = await output();
    const page = files.find(({ fileName }) => fileName === `${lab}/index.html`);
    if (page?.type !== 'asset') throw new Error(`${lab} has no page`);
    const chunks = new Map<string, Rolldown.OutputChunk>();
    const visit = (name: string) => {
      if (chunks.has(name)) return;
      const chunk = files.find(({ fileName }) => fileName === name);
      if (chunk?.type !== 'chunk') throw new Error(`${lab} loads ${name}, which the build does not have`);
      chunks.set(name, chunk);
      chunk.imports.forEach(visit);
    };
    for (const [, name] of String(page.source).matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="\.\.\/([^"]*\.js)"/g)) visit(name);
    return [...chunks.values()];
  }

  const modules = (chunks: readonly Rolldown.OutputChunk[]) => chunks.flatMap(({ moduleIds }) => moduleIds.map((id) => path.relative(root, id)));

  // Measured, kB: wall 205, vortex 201, map 190, standard 211. Workers come besides.
  test.each(labNames)(`%s: at most ${BUDGET} kB`, async (lab) => {
    const chunks = await eager(lab);
    const sizes = chunks.map(({ code }) => gzipSync(code).length / 1000);
    expect(modules(chunks)).toContain(`demos/${lab}/main.ts`);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(BUDGET);
  });

  test.each(labNames)('%s: what is large and not always wanted comes later', async (lab) => {
    const all = modules((await output()).filter((file) => file.type === 'chunk'));
    const late = all.filter((id) => LATE.includes(path.basename(id, path.extname(id))));
    expect(modules(await eager(lab)).filter((id) => late.includes(id))).toEqual([]);
  });
});
