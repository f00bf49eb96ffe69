import {execFileSync} from 'node:child_process';
import {basename, join} from 'node:path';

/**
 * Compiles a C program of one file.
 *
 * @param {string} source
 * @param {string} directory where the program goes
 */
export function compile(source, directory) {
  const program = join(directory, basename(source, '.c'));
  const options = ['-O2', '-Wall', '-Wextra', '-static'];
  execFileSync('cc', [...options, '-o', program, source, '-lutil'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return program;
}
