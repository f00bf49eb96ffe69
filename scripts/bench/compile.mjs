import {execFileSync} from 'node:child_process';
import {join} from 'node:path';

/**
 * Compiles one of the C programs beside this file.
 *
 * @param {string} name
 * @param {string} directory where the program goes
 */
export function compile(name, directory) {
  const program = join(directory, name);
  const source = join(import.meta.dirname, `${name}.c`);
  execFileSync('cc', ['-O2', '-Wall', '-Wextra', '-static', '-o', program, source], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return program;
}
