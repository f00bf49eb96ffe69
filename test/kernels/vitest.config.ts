import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    name: 'kernels',
    include: ['test/kernels/**/*.test.ts'],
    // A machine takes both processors of a small host.
    fileParallelism: false,
    maxWorkers: 1,
    // Processors are emulated, and the real ones may be busy.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
