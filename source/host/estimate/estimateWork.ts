import type {LastingShares} from '../../model/estimate/lasting/lastingShares.js';
import {type Estimate, type LeftOut, sparse} from '../../model/estimate/savingsEstimate.js';
import {anonymousBytesOf} from '../pages/withPages.js';
import {type Counts, createCounts} from './counts.js';
import type {ChildProgress, EstimateTask} from './estimateProtocol.js';
import {figuresOf} from './groupFigures.js';

/** An estimate while it is made. */
export type EstimateWork = {
  readonly task: EstimateTask;
  readonly startedMs: number;
  /** Anonymous memory of each process of the task. */
  readonly sizes: readonly number[];
  readonly bytesTotal: number;
  readonly counts: Counts;
  readonly leftOut: LeftOut[];
  /** By the first reading. */
  processesDone: number;
  bytesDone: number;
  /** The process that is being read, and how many pages were read before it. */
  present: {bytes: number; pagesBefore: number} | undefined;
  /** Of the pages that are remembered for the second reading. */
  pagesReadAgain: number;
};

/** Until they are read, all processes have not been looked at. */
export function beginWork(task: EstimateTask): EstimateWork {
  const startedMs = performance.now();
  const sizes = task.processes.map(({pid}) => anonymousBytesOf(task.procfs, pid));
  const bytesTotal = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const work: EstimateWork = {
    task,
    startedMs,
    sizes,
    bytesTotal,
    counts: createCounts(task, bytesTotal),
    leftOut: [...task.leftOut],
    ...{processesDone: 0, bytesDone: 0, present: undefined, pagesReadAgain: 0},
  };
  for (const {group, bytes} of task.leftOut) addNotLookedAt(work, group + 1, bytes);
  for (const [index, {group}] of task.processes.entries()) {
    addNotLookedAt(work, group, sizes[index] ?? 0);
  }
  return work;
}

/** How the reading of a process ended. */
export type ProcessEnd = {
  /** Why it was not read; absent: it was. */
  reason: string | undefined;
  /** Bytes of it that were not found in time. */
  notFoundBytes: number;
};

/** Notes that the next process of the task is read from now on. */
export function beginProcess(work: EstimateWork): void {
  const bytes = work.sizes[work.processesDone] ?? 0;
  work.present = {bytes, pagesBefore: work.counts.pagesRead};
}

export function endProcess(work: EstimateWork, {reason, notFoundBytes}: ProcessEnd): void {
  const {task, leftOut, processesDone, present} = work;
  const process = task.processes[processesDone];
  if (!process || !present) return;
  const {bytes} = present;
  const group = process.group - 1;
  if (reason !== undefined) leftOut.push({...process, group, bytes, reason});
  else addNotLookedAt(work, process.group, -bytes);
  if (notFoundBytes > 0) leftOut.push({...process, group, bytes: notFoundBytes, reason: sparse});
  work.bytesDone += bytes;
  work.processesDone++;
  work.present = undefined;
}

/** How much is done by now. */
export function progressOf(
  work: EstimateWork,
): Pick<ChildProgress, 'bytesDone' | 'bytesRead' | 'secondReadingShare'> {
  const {counts, bytesDone, present, task} = work;
  const bytesRead = counts.pagesRead * task.pageBytes;
  const {bytes, pagesBefore} = present ?? {bytes: 0, pagesBefore: 0};
  return {
    bytesRead,
    bytesDone: bytesDone + Math.min(bytes, bytesRead - pagesBefore * task.pageBytes),
    secondReadingShare: shareReadAgain(work),
  };
}

/** The estimate of the processes that are done. @param shares Absent: they were read once. */
export function estimateOf(work: EstimateWork, shares?: LastingShares): Estimate {
  const {task, counts, sizes, processesDone, leftOut} = work;
  const unread = task.processes.slice(processesDone).map((process, place) => ({
    ...process,
    group: process.group - 1,
    bytes: sizes[processesDone + place] ?? 0,
    reason: 'not reached',
  }));
  return {
    ...figuresOf({task, counts, shares}),
    sampledOneIn: counts.contents.sampledOneIn,
    pagesRead: counts.pagesRead,
    seconds: secondsOf(work),
    framesSeen: counts.framesSeen,
    ineligible: Object.fromEntries(counts.ineligible),
    secondReadingShare: shares ? 1 : 0,
    leftOut: [...leftOut, ...unread],
  };
}

/** What the first reading found, and how much of the second one is done by now. */
export function withSecondReading(once: Estimate, work: EstimateWork): Estimate {
  return {...once, seconds: secondsOf(work), secondReadingShare: shareReadAgain(work)};
}

const secondsOf = ({startedMs}: EstimateWork) => (performance.now() - startedMs) / 1000;

function shareReadAgain({pagesReadAgain, counts}: EstimateWork): number {
  return pagesReadAgain / Math.max(1, counts.byAddress.length + counts.byContent.length);
}

function addNotLookedAt({counts}: EstimateWork, group: number, bytes: number): void {
  const tally = counts.tallies[group];
  if (tally) tally.notLookedAtBytes += bytes;
}
