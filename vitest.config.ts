import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Two projects: `everyday` stays under ten minutes on two cores, `slow` holds the long physics and what takes long where WebGPU is software, most labs among it; CI runs both.
const LONG = ['test/browser/{map,site,standard,vortex,view,wall-hands}.test.ts', 'test/kernels/{kicks,pace,sweep}.test.ts', 'test/physics/film-{circuit,currents,regions}.test.ts', 'test/standard/film-sp4.test.ts'];

// Labs import the library by its public name, which is there only once it is built.
const resolve = { alias: { spinmotive: fileURLToPath(new URL('src/index.ts', import.meta.url)) } };

export default defineConfig({
  test: {
    projects: [
      { resolve, test: { name: 'everyday', include: ['test/**/*.test.ts'], exclude: ['test/slow/**', ...LONG], testTimeout: 300_000, hookTimeout: 300_000, pool: 'forks' } },
      { resolve, test: { name: 'slow', include: ['test/slow/**/*.test.ts', ...LONG], testTimeout: 1_200_000, hookTimeout: 120_000, pool: 'forks' } },
    ],
    maxWorkers: 2,
  },
});
