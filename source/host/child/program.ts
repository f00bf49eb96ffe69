import {fileURLToPath} from 'node:url';
import type {JobName} from './jobs.js';

/** First word of a command line that asks for a child; not for people. */
export const childWord = '__child';

/** Set where the sources run without a bundle: the program to start in their place. */
declare const __CHILD_PROGRAM__: string | undefined;

/** A child reads into one buffer again and again: little of its heap is ever needed. */
const smallHeap = ['--max-semi-space-size=1', '--max-old-space-size=64'];

/** Where the executable keeps what it runs; nobody else can start that. */
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
