import {fileURLToPath} from 'node:url';
import {type Program, program} from './program.js';
import {type RunOptions, type RunResult, run} from './run.js';
import {cleanEnv, Terminal, type TerminalOptions} from './terminal.js';

const bundle = fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));

/** The built program under the Node that runs the tests, to be wrapped into views. */
export const ksmtopProgram = (...args: readonly string[]): Program =>
  program(process.execPath, bundle, ...args);

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
