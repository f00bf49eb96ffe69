import type {LastingShares} from '../../model/estimate/lastingShares.js';
import {type Estimate, type LeftOut, sparse} from '../../model/estimate/savingsEstimate.js';
import {createCpuShare, sleep} from '../pages/cpuShare.js';
import type {FindPages} from '../pages/findPages.js';
import type {PageHash} from '../pages/pageHash.js';
import type {PagesListener} from '../pages/pagesTask.js';
import type {ProcessPages} from '../pages/processPages.js';
import {createProgressReports} from '../pages/progressReports.js';
import {anonymousBytesOf, openPagesOf, withPages} from '../pages/withPages.js';
import {createCounts, createIsFrequent} from './counts.js';
import type {ChildProgress, EstimateTask} from './estimateProtocol.js';
import {createFirstReading} from './firstReading.js';
import {figuresOf} from './groupFigures.js';
import {readAgain} from './secondReading.js';

export type EstimatorTools = {hash: PageHash; findPages: FindPages | undefined};

const waitStepMs = 100;
/** Of the time limit, for the second reading, which reads little. */
const secondReadingTimeShare = 0.1;

/**
 * Estimates what KSM would save. First the frames of all processes are read once and counted by
 * content; then those that would be saved are read again, as what changes is not merged.
 */
export function estimate(
  task: EstimateTask,
  {hash, findPages}: EstimatorTools,
  listener: PagesListener<ChildProgress, Estimate>,
): Estimate {
  const {procfs, pageBytes} = task;
  const startedMs = performance.now();
  const elapsedMs = () => performance.now() - startedMs;
  const sizes = task.processes.map(({pid}) => anonymousBytesOf(procfs, pid));
  const bytesTotal = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const counts = createCounts(task, bytesTotal);
  const reading = createFirstReading(counts, hash, pageBytes);
  const leftOut: LeftOut[] = [];
  /** The processes that are done, and the one that is being read. */
  const place = {bytesBefore: 0, pagesBefore: 0, bytes: 0};
  const bytesDone = () =>
    place.bytesBefore + Math.min(place.bytes, (counts.pagesRead - place.pagesBefore) * pageBytes);
  let pagesReadAgain = 0;
  const shareReadAgain = () =>
    pagesReadAgain / Math.max(1, counts.byAddress.length + counts.byContent.length);
  const reports = createProgressReports<ChildProgress, Estimate>(
    listener,
    {
      stage: 'first reading',
      processesDone: 0,
      processesTotal: task.processes.length,
      bytesDone: 0,
      bytesTotal,
      bytesRead: 0,
      secondReadingShare: 0,
    },
    () => ({
      bytesRead: counts.pagesRead * pageBytes,
      bytesDone: bytesDone(),
      secondReadingShare: shareReadAgain(),
    }),
  );
  const share = createCpuShare(task.cpuPercent, reports.tick);
  const rest = () => {
    share.rest();
    reports.tick();
  };
  const options = {pageBytes, findPages, rest};

  /** @param next Processes from this one on have not been read. */
  function summary(next: number, shares?: LastingShares): Estimate {
    const unread = task.processes.slice(next).map((process, place) => ({
      ...process,
      group: process.group - 1,
      bytes: sizes[next + place] ?? 0,
      reason: 'not reached',
    }));
    return {
      ...figuresOf({task, counts, shares}),
      sampledOneIn: counts.contents.sampledOneIn,
      pagesRead: counts.pagesRead,
      seconds: elapsedMs() / 1000,
      framesSeen: counts.framesSeen,
      ineligible: Object.fromEntries(counts.ineligible),
      secondReadingShare: shares ? 1 : 0,
      leftOut: [...leftOut, ...unread],
    };
  }

  function readOnce(): void {
    for (const pid of task.mergedElsewhere) {
      reports.update({pid});
      // What has ended holds nothing that could be joined.
      withPages(procfs, {pid}, options, reading.countMerged);
    }
    for (const [index, process] of task.processes.entries()) {
      const {pid, group} = process;
      place.bytes = sizes[index] ?? 0;
      place.pagesBefore = counts.pagesRead;
      reports.update({pid, processesDone: index});
      let notFoundBytes = 0;
      const isLate = elapsedMs() > task.timeLimitSeconds * 1000;
      const reason = isLate
        ? 'no time left'
        : withPages(procfs, process, options, (directory, pages) => {
            notFoundBytes = reading.countProcess({index, group}, directory, pages);
          });
      const {bytes} = place;
      if (reason !== undefined) leftOut.push({...process, group: group - 1, bytes, reason});
      else addNotLookedAt(group, -bytes);
      if (notFoundBytes > 0) {
        leftOut.push({...process, group: group - 1, bytes: notFoundBytes, reason: sparse});
      }
      place.bytesBefore += bytes;
      place.bytes = 0;
      reports.result(() => summary(index + 1));
    }
    reports.update({processesDone: task.processes.length});
  }

  function addNotLookedAt(group: number, bytes: number): void {
    const tally = counts.tallies[group];
    if (tally) tally.notLookedAtBytes += bytes;
  }

  function wait(): void {
    const untilMs = performance.now() + task.secondsBetweenReadings * 1000;
    while (performance.now() < untilMs) {
      sleep(waitStepMs);
      reports.tick();
    }
  }

  function reopen(index: number): ProcessPages | undefined {
    const process = task.processes[index];
    if (!process) return undefined;
    reports.update({pid: process.pid});
    try {
      return openPagesOf(procfs, process, options);
    } catch {
      return undefined;
    }
  }

  /** What the first reading found, and how much of the second one is done by now. */
  const readOnceAndPartly = (once: Estimate): Estimate => ({
    ...once,
    seconds: elapsedMs() / 1000,
    secondReadingShare: shareReadAgain(),
  });

  for (const process of task.leftOut) {
    leftOut.push(process);
    addNotLookedAt(process.group + 1, process.bytes);
  }
  for (const [index, {group}] of task.processes.entries()) addNotLookedAt(group, sizes[index] ?? 0);
  readOnce();
  const once = summary(task.processes.length);
  reports.resultAtOnce(once);
  reports.update({stage: 'second reading'});
  wait();
  const untilMs = performance.now() + task.timeLimitSeconds * 1000 * secondReadingTimeShare;
  const shares = readAgain(task, counts, createIsFrequent(counts), {
    hash,
    reopen,
    goOn(pages) {
      pagesReadAgain += pages;
      reports.result(() => readOnceAndPartly(once));
      return performance.now() < untilMs;
    },
  });
  if (!shares) return readOnceAndPartly(once);
  return summary(task.processes.length, shares);
}
