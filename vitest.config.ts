import {defineConfig} from 'vitest/config';

/** As the build has it: a shell program is imported as its text. */
const shellPrograms = {
  name: 'shell-programs',
  transform: (code: string, id: string) =>
    id.endsWith('.sh') ? `export default ${JSON.stringify(code)};` : undefined,
};

export default defineConfig({
  plugins: [shellPrograms],
  test: {
    globalSetup: 'test/build-once.ts',
    projects: [
      {
        extends: true,
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
        extends: true,
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
