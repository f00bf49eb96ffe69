import {readFileSync} from 'node:fs';
import {parseStat} from '../../kernel/process/stat.js';
import type {ProcessName} from '../../model/sample/sample.js';
import {errnoOf} from '../io/reader.js';
import {openProcessPages, type PagesOptions, type ProcessPages} from './processPages.js';

/**
 * Opens the pages of a process for one use. Absent when they were read, else why not: an errno,
 * `ESRCH` also where the pid is another process's now.
 */
export function withPages(
  procfs: string,
  {pid, startTicks}: ProcessName,
  options: PagesOptions,
  use: (directory: string, pages: ProcessPages) => void,
): string | undefined {
  const directory = `${procfs}/${pid}`;
  try {
    const pages = openProcessPages(directory, options);
    try {
      // The files that are open now are of the process that has the pid now.
      if (startTicks !== undefined && startTicksOf(directory) !== startTicks) return 'ESRCH';
      use(directory, pages);
      return undefined;
    } finally {
      pages.close();
    }
  } catch (error) {
    return errnoOf(error);
  }
}

export function startTicksOf(directory: string): number | undefined {
  return parseStat(readFileSync(`${directory}/stat`))?.startTicks;
}
