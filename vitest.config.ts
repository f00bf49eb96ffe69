import {join} from 'node:path';
import {defineConfig} from 'vitest/config';
import {executable} from './test/support/executableOnce.js';

/** As the build has it: a shell program is imported as its text. */
const shellPrograms = {
  name: 'shell-programs',
  transform: (code: string, id: string) =>
    id.endsWith('.sh') ? `export default ${JSON.stringify(code)};` : undefined,
};

/** One kernel, one ksmd: nothing beside a file of such tests, be it another one or a unit test. */
const oneByOne = {
  fileParallelism: false,
  maxWorkers: 1,
  sequence: {groupOrder: 1},
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // The kernel is shared with all that the machine does beside the tests: what fails counts when it
  // fails again.
  retry: 2,
};

export default defineConfig({
  plugins: [shellPrograms],
  // The sources have no program of their own that could be started as a child.
  define: {__CHILD_PROGRAM__: JSON.stringify(join(import.meta.dirname, 'dist', 'cli.js'))},
  test: {
    globalSetup: 'test/support/buildOnce.ts',
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/system/**', 'test/kernels/**'],
          // No test leaves anything behind; a worker for each file would take twice the time.
          isolate: false,
          // Some start programs, and the machine may be busy.
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.{ts,tsx}'],
          ...oneByOne,
        },
      },
      {
        extends: true,
        // The executable: what it does in a terminal, to the kernel, with files and other programs.
        test: {
          name: 'executable',
          include: [
            'test/system/live-{terminal,views,ksm}.test.ts',
            'test/system/{command-line,doctor,guide,hanging-end,persist,print,record,replay,set,stuck,unmerge}.test.ts',
          ],
          globalSetup: 'test/support/executableOnce.ts',
          env: {KSMTOP_EXECUTABLE: executable},
          ...oneByOne,
        },
      },
    ],
  },
});
