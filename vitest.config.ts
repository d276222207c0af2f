import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'tools/**/*.test.ts', 'test/**/*.test.ts'],
    // One module graph per worker: 40 files over 1,500 modules take 2 s instead of 28.
    isolate: false,
    pool: 'forks',
    maxWorkers: 2,
    // Bounds for what hangs, not for what is slow: the machines are shared, and speed is measured elsewhere.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
