import type {LastingShares} from '../../model/estimate/lasting/lastingShares.js';
import type {Estimate} from '../../model/estimate/savingsEstimate.js';
import {createRest, sleep} from '../pages/cpuShare.js';
import type {FindPages} from '../pages/findPages.js';
import type {PageHash} from '../pages/pageHash.js';
import type {PagesListener} from '../pages/pagesTask.js';
import type {PagesOptions, ProcessPages} from '../pages/processPages.js';
import {createProgressReports, type ProgressReports} from '../pages/progressReports.js';
import {openPagesOf, withPages, withPagesUntil} from '../pages/withPages.js';
import {createIsFrequent} from './counts.js';
import type {ChildProgress, EstimateTask} from './estimateProtocol.js';
import {
  beginProcess,
  beginWork,
  type EstimateWork,
  endProcess,
  estimateOf,
  progressOf,
  withSecondReading,
} from './estimateWork.js';
import {createFirstReading} from './firstReading.js';
import {readAgain} from './secondReading.js';

export type EstimatorTools = {hash: PageHash; findPages: FindPages | undefined};

type Means = {
  hash: PageHash;
  options: PagesOptions;
  reports: ProgressReports<ChildProgress, Estimate>;
};

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
  const work = beginWork(task);
  const reports = createProgressReports<ChildProgress, Estimate>(
    listener,
    {
      stage: 'first reading',
      processesDone: 0,
      processesTotal: task.processes.length,
      bytesTotal: work.bytesTotal,
      ...progressOf(work),
    },
    () => progressOf(work),
  );
  const rest = createRest(task.cpuPercent, reports.tick);
  const means = {hash, options: {pageBytes: task.pageBytes, findPages, rest}, reports};

  readOnce(work, means);
  const once = estimateOf(work);
  reports.resultAtOnce(once);
  reports.update({stage: 'second reading'});
  wait(task.secondsBetweenReadings, reports.tick);
  const shares = readTwice(work, means, once);
  return shares ? estimateOf(work, shares) : withSecondReading(once, work);
}

function readOnce(work: EstimateWork, {hash, options, reports}: Means): void {
  const {task, counts, startedMs} = work;
  const reading = createFirstReading(counts, hash, task.pageBytes);
  for (const pid of task.mergedElsewhere) {
    reports.update({pid});
    // What has ended holds nothing that could be joined.
    withPages(task.procfs, {pid}, options, reading.countMerged);
  }
  const untilMs = startedMs + task.timeLimitSeconds * 1000;
  for (const [index, process] of task.processes.entries()) {
    const {pid, group} = process;
    beginProcess(work);
    reports.update({pid, processesDone: index});
    let notFoundBytes = 0;
    const reason = withPagesUntil(untilMs, task.procfs, process, options, (directory, pages) => {
      notFoundBytes = reading.countProcess({index, group}, directory, pages);
    });
    endProcess(work, {reason, notFoundBytes});
    reports.result(() => estimateOf(work));
  }
  reports.update({processesDone: task.processes.length});
}

function wait(seconds: number, tick: () => void): void {
  const untilMs = performance.now() + seconds * 1000;
  while (performance.now() < untilMs) {
    sleep(waitStepMs);
    tick();
  }
}

/** Absent: its time was over before it was complete. */
function readTwice(
  work: EstimateWork,
  {hash, options, reports}: Means,
  once: Estimate,
): LastingShares | undefined {
  const {task, counts} = work;
  const untilMs = performance.now() + task.timeLimitSeconds * 1000 * secondReadingTimeShare;
  return readAgain(task, counts, createIsFrequent(counts), {
    hash,
    reopen(index): ProcessPages | undefined {
      const process = task.processes[index];
      if (!process) return undefined;
      reports.update({pid: process.pid});
      try {
        return openPagesOf(task.procfs, process, options);
      } catch {
        return undefined;
      }
    },
    goOn(pages) {
      work.pagesReadAgain += pages;
      reports.result(() => withSecondReading(once, work));
      return performance.now() < untilMs;
    },
  });
}
