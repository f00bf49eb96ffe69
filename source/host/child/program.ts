import {fileURLToPath} from 'node:url';
import type {JobName} from './jobs.js';

/** The internal command that runs a child. */
export const childWord = '__child';

/** Set when the sources run without a bundle: the program to start instead of them. */
declare const __CHILD_PROGRAM__: string | undefined;

/** A child reuses one buffer, so it needs little heap. */
const smallHeap = ['--max-semi-space-size=1', '--max-old-space-size=64'];

/** Where Bun's executable has its files; only itself can run them. */
const insideExecutable = '/$bunfs/';

/** The command line that starts this program as a child. */
export function childCommand(job: JobName): readonly [string, ...string[]] {
  const words = [childWord, job];
  const program =
    typeof __CHILD_PROGRAM__ === 'undefined'
      ? // Every chunk of the bundle is in the directory of its entry file.
        fileURLToPath(new URL('cli.js', import.meta.url))
      : __CHILD_PROGRAM__;
  // The executable is its own runtime.
  if (program.startsWith(insideExecutable)) return [process.execPath, ...words];
  const options = process.versions.bun === undefined ? smallHeap : [];
  return [process.execPath, ...options, program, ...words];
}
