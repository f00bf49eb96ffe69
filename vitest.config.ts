import {join} from 'node:path';
import {defineConfig} from 'vitest/config';
import {childProgram} from './test/support/childOnce.js';
import {executable} from './test/support/executableOnce.js';

/** As the build has it: a shell program is imported as its text. */
const shellPrograms = {
  name: 'shell-programs',
  transform: (code: string, id: string) =>
    id.endsWith('.sh') ? `export default ${JSON.stringify(code)};` : undefined,
};

/** One kernel, one ksmd: nothing else runs at the same time as a file of such tests. */
const oneByOne = {
  fileParallelism: false,
  maxWorkers: 1,
  sequence: {groupOrder: 2},
  testTimeout: 60_000,
  hookTimeout: 60_000,
  // The kernel is shared with all that the machine does beside the tests: what fails counts when it
  // fails again.
  retry: 2,
};

/** System tests that neither offer memory to KSM nor depend on what ksmd does meanwhile. */
const apart =
  'test/system/**/{command-line,container-names,described-hosts,fake-monitor,fleet,hanging-end,live-terminal,monitoring,record,settings,ssh,terminal-input,units,without-linux}.test.ts';

const integration = 'test/**/*.integration.test.{ts,tsx}';

/** Which program is started as a child. */
const children = (path: string) => ({__CHILD_PROGRAM__: JSON.stringify(path)});

export default defineConfig({
  plugins: [shellPrograms],
  define: children(join(import.meta.dirname, 'dist/cli.js')),
  test: {
    projects: [
      {
        extends: true,
        // Children of the sources are the sources: unit tests need no build.
        define: children(childProgram),
        oxc: {jsx: {development: false}},
        test: {
          name: 'unit',
          globalSetup: 'test/support/childOnce.ts',
          // As in the bundle; screens are drawn in two thirds of the time.
          env: {NODE_ENV: 'production'},
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/system/**', 'test/kernels/**', integration],
          // No test leaves anything behind; a worker for each file would take twice the time.
          isolate: false,
          // Some wait for programs and timers: no core should be left idle.
          maxWorkers: '100%',
          // Some start programs, and the machine may be busy.
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        // The built program, hostile peers, and what takes long or needs root and packages.
        test: {
          name: 'integration',
          include: [integration],
          globalSetup: 'test/support/buildOnce.ts',
          maxWorkers: '100%',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        // They wait most of the time: two at once, but none together with those of ksmd.
        test: {
          name: 'apart',
          include: [apart],
          globalSetup: 'test/support/buildOnce.ts',
          ...oneByOne,
          fileParallelism: true,
          maxWorkers: 2,
          sequence: {groupOrder: 1},
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['test/system/**/*.test.{ts,tsx}'],
          exclude: [apart],
          globalSetup: 'test/support/buildOnce.ts',
          ...oneByOne,
        },
      },
      {
        extends: true,
        // The executable: what it does in a terminal, to the kernel, with files and other programs.
        test: {
          name: 'executable',
          include: [
            'test/system/**/live-{terminal,views,ksm}.test.ts',
            'test/system/**/{command-line,doctor,guide,hanging-end,persist,print,record,replay,set,stuck,units,unmerge}.test.ts',
          ],
          globalSetup: ['test/support/buildOnce.ts', 'test/support/executableOnce.ts'],
          env: {KSMTOP_EXECUTABLE: executable},
          ...oneByOne,
        },
      },
    ],
  },
});
