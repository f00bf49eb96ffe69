import {defineConfig} from 'vitest/config';
import {isSoak} from '../support/soak.js';

export default defineConfig({
  test: {
    name: 'kernels',
    include: ['test/kernels/**/*.test.ts'],
    // It takes hours.
    exclude: isSoak ? [] : ['test/kernels/opt-in-soak.test.ts'],
    // Each emulated machine takes a processor.
    maxWorkers: 2,
    // Processors are emulated, and the real ones may be busy.
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
