/** What a bundler gets: dist/index.js and all that it imports must run where there is no Node. */
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Names of the packages that an entry of the build reaches, by static and dynamic imports. */
async function packagesOf(...entries: string[]): Promise<string[][]> {
  const built = await build({ root, configFile: path.join(root, 'vite.config.ts'), logLevel: 'error', build: { write: false } });
  const [{ output }] = [built].flat().map((one) => ('output' in one ? one : { output: [] }));
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
