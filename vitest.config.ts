import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: 'test/build-once.ts',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/system/**'],
          // No test leaves anything behind; a worker for each file would take twice the time.
          isolate: false,
          // Some start programs, and the machine may be busy.
          testTimeout: 20_000,
          hookTimeout: 20_000,
          retry: 1,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/system/**/*.test.{ts,tsx}'],
          // One kernel, one ksmd: nothing beside it, neither another of these files nor a unit test.
          fileParallelism: false,
          maxWorkers: 1,
          sequence: {groupOrder: 1},
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // The kernel is shared with all that the machine does beside the tests: what fails counts
          // when it fails again.
          retry: 2,
        },
      },
    ],
  },
});
