import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** A folder with a page in it is a lab. */
const labs = readdirSync(path('.')).filter((name) => existsSync(path(`${name}/index.html`)));

/** The labs as a static site that works from any folder of any server. Labs use the library by its public name only. */
export default defineConfig({
  root: path('.'),
  base: './',
  resolve: { alias: { spinmotive: path('../src/index.ts') } },
  server: { fs: { allow: [path('..')] } },
  build: {
    outDir: path('../out/demos'),
    emptyOutDir: true,
    target: 'es2022',
    rollupOptions: { input: Object.fromEntries([['index', path('index.html')], ...labs.map((name) => [name, path(`${name}/index.html`)])]) },
  },
});
