import {readFileSync} from 'node:fs';
import {parseStat} from '../../kernel/process/stat.js';
import type {ProcessName} from '../../model/sample/sample.js';
import {errnoOf} from '../io/reader.js';
import {openProcessPages, type PagesOptions, type ProcessPages} from './processPages.js';

/**
 * Opens the pages of a process for one use. Absent when they were read, else why not: an errno;
 * `ESRCH`: it has ended, or runs another program now.
 */
export function withPages(
  procfs: string,
  process: ProcessName,
  options: PagesOptions,
  use: (directory: string, pages: ProcessPages) => void,
): string | undefined {
  try {
    const pages = openPagesOf(procfs, process, options);
    try {
      use(`${procfs}/${process.pid}`, pages);
      return undefined;
    } finally {
      pages.close();
    }
  } catch (error) {
    return errnoOf(error);
  }
}

/** As `withPages`, before a time; after it, `no time left`. */
export function withPagesUntil(
  untilMs: number,
  procfs: string,
  process: ProcessName,
  options: PagesOptions,
  use: (directory: string, pages: ProcessPages) => void,
): string | undefined {
  if (performance.now() > untilMs) return 'no time left';
  return withPages(procfs, process, options, use);
}

/** Throws what the kernel says; ESRCH: another process has its pid now. */
export function openPagesOf(
  procfs: string,
  {pid, startTicks}: ProcessName,
  options: PagesOptions,
): ProcessPages {
  const directory = `${procfs}/${pid}`;
  const pages = openProcessPages(directory, options);
  try {
    // Checked after opening: the open files are of the process that has the pid now.
    if (startTicks !== undefined && startTicksOf(directory) !== startTicks) {
      throw Object.assign(new Error('another process has this pid'), {code: 'ESRCH'});
    }
    return pages;
  } catch (error) {
    pages.close();
    throw error;
  }
}

function startTicksOf(directory: string): number | undefined {
  return parseStat(readFileSync(`${directory}/stat`))?.startTicks;
}

/** `RssAnon` of its status; 0 where it cannot be read. */
export function anonymousBytesOf(procfs: string, pid: number): number {
  try {
    const status = readFileSync(`${procfs}/${pid}/status`, 'latin1');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
