import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    name: 'kernels',
    include: ['test/kernels/**/*.test.ts'],
    // Each emulated machine takes a processor.
    maxWorkers: 2,
    // Processors are emulated, and the real ones may be busy.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
