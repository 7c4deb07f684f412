import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

const { version } = JSON.parse(readFileSync(path('../package.json'), 'utf8')) as { version: string };

/** A folder with a page in it is a lab. */
const labs = readdirSync(path('.')).filter((name) => existsSync(path(`${name}/index.html`)));

/** The labs as a static site that works from any folder of any server. Labs use the library by its public name only. */
export default defineConfig({
  root: path('.'),
  base: './',
  define: { SPINMOTIVE_VERSION: JSON.stringify(version) },
  resolve: { alias: { spinmotive: path('../src/index.ts') } },
  worker: { format: 'es' },
  server: { fs: { allow: [path('..')] } },
  build: {
    outDir: path('../out/demos'),
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: { input: Object.fromEntries([['index', path('index.html')], ...labs.map((name) => [name, path(`${name}/index.html`)])]) },
  },
});
