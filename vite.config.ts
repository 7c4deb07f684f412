import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';
import { readFileSync } from 'node:fs';

const { dependencies, optionalDependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const packages = Object.keys({ ...dependencies, ...optionalDependencies });

/** The library and the command line, for Node and for bundlers; shaders are inlined as text by `?raw` imports. */
export default defineConfig({
  build: {
    target: 'node20',
    outDir: 'dist',
    minify: false,
    sourcemap: true,
    lib: { entry: { index: 'src/index.ts', node: 'src/node/index.ts', cli: 'src/node/cli.ts', sweepWorker: 'src/node/sweepWorker.ts' }, formats: ['es'] },
    rollupOptions: {
      external: (id) => id.startsWith('node:') || builtinModules.includes(id) || packages.some((p) => id === p || id.startsWith(`${p}/`)),
    },
  },
});
