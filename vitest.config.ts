import { defineConfig } from 'vitest/config';

// Two projects: `everyday` stays under ten minutes on two cores, `slow` holds the long physics and the labs that take long where WebGPU is software; CI runs both.
const LONG_LABS = ['test/browser/{map,standard,vortex,view,wall-hands}.test.ts'];

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'everyday', include: ['test/**/*.test.ts'], exclude: ['test/slow/**', ...LONG_LABS], testTimeout: 300_000, hookTimeout: 300_000, pool: 'forks' } },
      { test: { name: 'slow', include: ['test/slow/**/*.test.ts', ...LONG_LABS], testTimeout: 1_200_000, hookTimeout: 120_000, pool: 'forks' } },
    ],
    maxWorkers: 2,
  },
});
