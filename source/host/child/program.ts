import {fileURLToPath} from 'node:url';
import type {JobName} from './jobs.js';

/** The internal command that runs a child. */
export const childWord = '__child';

/** Set when the sources run without a bundle: the program to start instead of them. */
declare const __CHILD_PROGRAM__: string | undefined;

/** Most children reuse one buffer; the map has an object for each pair of containers that share. */
const heapMib: Readonly<Record<JobName, number>> = {
  read: 64,
  estimate: 64,
  map: 256,
  optIn: 64,
};

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
  const heap = ['--max-semi-space-size=1', `--max-old-space-size=${heapMib[job]}`];
  const options = process.versions.bun === undefined ? heap : [];
  return [process.execPath, ...options, program, ...words];
}
