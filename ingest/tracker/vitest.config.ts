import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests mostly wait for the tracker's own second; a few share one browser at a time.
    fileParallelism: false,
    sequence: { concurrent: true },
    maxConcurrency: 8,
  },
});
