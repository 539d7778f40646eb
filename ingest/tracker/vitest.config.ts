import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    // Tests mostly wait for the tracker's own second; a few share one browser at a time.
    fileParallelism: false,
    sequence: { concurrent: true },
    maxConcurrency: 5,
  },
});
