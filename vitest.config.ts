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

/**
 * They wait most of the time: several at once, but none together with those of ksmd. What offers
 * memory to KSM or changes its settings holds it meanwhile, for itself.
 */
const severalAtOnce = {
  ...oneByOne,
  fileParallelism: true,
  maxWorkers: 2,
  sequence: {groupOrder: 1},
};

/** System tests that do not depend on what ksmd does meanwhile. */
const apart = [
  'test/system/**/{command-line,container-names,cures,described-hosts,fake-monitor,fleet}.test.ts',
  'test/system/**/{hanging-end,harness-terminal,live-terminal,monitoring,print,prometheus}.test.ts',
  'test/system/**/{prometheus-fleet,record,release,replay,settings,slow-line,ssh}.test.ts',
  'test/system/**/{terminal-input,units,without-linux}.test.ts',
];

/** The executable: what it does in a terminal, to the kernel, with files and other programs. */
const ofExecutable = {
  globalSetup: ['test/support/buildOnce.ts', 'test/support/executableOnce.ts'],
  env: {KSMTOP_EXECUTABLE: executable},
};

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
        test: {
          ...severalAtOnce,
          name: 'apart',
          include: apart,
          globalSetup: 'test/support/buildOnce.ts',
        },
      },
      {
        extends: true,
        test: {
          ...severalAtOnce,
          ...ofExecutable,
          name: 'executable apart',
          include: [
            'test/system/**/{command-line,hanging-end,live-terminal,print,record,replay,units}.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          ...oneByOne,
          name: 'system',
          include: ['test/system/**/*.test.{ts,tsx}'],
          exclude: apart,
          globalSetup: 'test/support/buildOnce.ts',
        },
      },
      {
        extends: true,
        test: {
          ...oneByOne,
          ...ofExecutable,
          name: 'executable',
          include: [
            'test/system/**/{doctor,guide,live-ksm,live-views,persist,set,stuck,unmerge}.test.ts',
          ],
        },
      },
    ],
  },
});
