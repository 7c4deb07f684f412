import { defineConfig } from 'vitest/config';

// Two projects: `everyday` stays under ten minutes on two cores, `slow` holds the long physics; CI runs both.
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'everyday', include: ['test/**/*.test.ts'], exclude: ['test/slow/**'], testTimeout: 300_000, hookTimeout: 300_000, pool: 'forks' } },
      { test: { name: 'slow', include: ['test/slow/**/*.test.ts'], testTimeout: 1_200_000, hookTimeout: 120_000, pool: 'forks' } },
    ],
    maxWorkers: 2,
  },
});
