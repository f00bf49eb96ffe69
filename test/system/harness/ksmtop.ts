import {fileURLToPath} from 'node:url';
import {type Program, program} from '../../support/program.js';
import {cleanEnv, Terminal, type TerminalOptions} from '../../support/pty.js';
import {type RunOptions, type RunResult, run} from '../../support/run.js';

const bundle = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** Path of the executable, where it is what a test run is about. */
const executable = process.env['KSMTOP_EXECUTABLE'];

export const isExecutable = executable !== undefined;

/** The built program, to be wrapped into views: under the Node that runs the tests, or by itself. */
export const ksmtopProgram = (...args: readonly string[]): Program =>
  executable === undefined
    ? program(process.execPath, bundle, ...args)
    : program(executable, ...args);

/** ksmtop on a screen. */
export const ksmtop = (
  args: readonly string[] = [],
  options: Omit<Partial<TerminalOptions>, 'command' | 'args'> = {},
): Terminal => Terminal.start({...ksmtopProgram(...args), ...options});

/** ksmtop without a terminal: its output goes into pipes. */
export const runKsmtop = (
  args: readonly string[] = [],
  {env, ...options}: RunOptions = {},
): Promise<RunResult> => run(ksmtopProgram(...args), {...options, env: {...cleanEnv, ...env}});
