import {readFileSync} from 'node:fs';
import {createContents} from '../../model/estimate/contents.js';
import type {Estimate, LeftOut} from '../../model/estimate/estimate.js';
import {mergedElsewhere} from '../../model/estimate/savedFrames.js';
import type {ProcessName} from '../../model/sample/sample.js';
import {createCpuShare, sleep} from '../pages/cpuShare.js';
import {createFrameSet} from '../pages/frameSet.js';
import type {PageHash} from '../pages/pageHash.js';
import type {PagesListener} from '../pages/pagesTask.js';
import {
  openProcessPages,
  type PageFilter,
  type ProcessPages,
  readRegions,
} from '../pages/processPages.js';
import {startTicksOf, withPages} from '../pages/withPages.js';
import type {ChildProgress, EstimateTask} from './estimateProtocol.js';
import {emptyTally, figuresOf} from './groupFigures.js';
import {createSecondLook} from './secondLook.js';

const progressEveryMs = 200;
/** A sum over all contents takes up to a twentieth of the time. */
const figuresShare = 20;
/** ksmd merges a page only when it is the same at its next scan: what changes within this time is volatile. */
const leastBetweenLooksMs = 3000;

/**
 * Estimates what KSM would save. First the frames of all processes are read once and counted by
 * content; then those that would be saved are read again, as what changes is never merged.
 */
export function estimate(
  task: EstimateTask,
  hash: PageHash,
  listener: PagesListener<ChildProgress, Estimate>,
): Estimate {
  const startedMs = performance.now();
  const contents = createContents({sampledOneIn: task.sample?.oneIn ?? 1});
  const frames = createFrameSet();
  const secondLook = createSecondLook();
  const tallies = Array.from({length: task.groupCount + 1}, emptyTally);
  const leftOut: LeftOut[] = [...task.leftOut];
  let framesSeen = true;
  let pagesRead = 0;
  let bytesRead = 0;
  let progressMs = Number.NEGATIVE_INFINITY;
  let figuresMs = startedMs;
  let figuresTookMs = 0;

  hash.update(new Uint8Array(task.pageBytes));
  const zero = {low: hash.low, high: hash.high};
  const isZero = (low: number, high: number) => low === zero.low && high === zero.high;

  const state: ChildProgress = {
    processesDone: 0,
    processesTotal: task.processes.length,
    bytesRead: 0,
    look: 'first',
  };
  function report(pid?: number): void {
    const nowMs = performance.now();
    if (pid === undefined && nowMs - progressMs < progressEveryMs) return;
    progressMs = nowMs;
    state.bytesRead = bytesRead;
    if (pid !== undefined) state.pid = pid;
    listener.progress(state);
  }

  const share = createCpuShare(task.cpuPercent, report);
  const rest = () => {
    share.rest();
    report();
  };

  function summary(): Estimate {
    return figuresOf(task, {
      contents,
      tallies,
      leftOut,
      rememberedOneIn: secondLook.rememberedOneIn,
      pagesRead,
      seconds: (performance.now() - startedMs) / 1000,
      framesSeen,
    });
  }

  function maybeSummarize(): void {
    const nowMs = performance.now();
    if (nowMs - figuresMs < Math.max(500, figuresTookMs * figuresShare)) return;
    listener.soFar(summary());
    figuresMs = performance.now();
    figuresTookMs = figuresMs - nowMs;
  }

  /** A frame of several mappings counts once. */
  const isNewFrame: PageFilter = (frame) => {
    if (frame === 0) {
      framesSeen = false;
      return true;
    }
    return frames.add(frame);
  };

  /** A kept page has several users; what has one is not merged. */
  const isNewShared: PageFilter = (frame, isExclusive, address) =>
    !isExclusive && isNewFrame(frame, isExclusive, address);

  function readProcess(index: number, directory: string, pages: ProcessPages, group: number): void {
    const tally = tallies[group];
    if (!tally) return;
    for (const region of readRegions(directory)) {
      if (region.unmergeable) {
        tally.ineligibleBytes += region.anonymousBytes;
        continue;
      }
      tally.notLookedAtBytes += region.swapBytes ?? 0;
      if (region.anonymousBytes === 0) continue;
      pages.walk(region, isNewFrame, ({address, content}) => {
        hash.update(content);
        const {low, high} = hash;
        pagesRead++;
        bytesRead += content.length;
        tally.frames++;
        if (isZero(low, high)) tally.zeroFrames++;
        else contents.add(group, low, high);
        secondLook.add(index, address, low, high);
      });
    }
  }

  /** Of a process that is not looked at, what is merged: what is new may join it. */
  function readMerged(directory: string, pages: ProcessPages): void {
    const tally = tallies[mergedElsewhere];
    if (!tally) return;
    for (const region of readRegions(directory)) {
      if (!region.mergeable || region.anonymousBytes === 0) continue;
      pages.walk(region, isNewShared, ({content}) => {
        hash.update(content);
        pagesRead++;
        if (isZero(hash.low, hash.high)) tally.zeroFrames++;
        else contents.add(mergedElsewhere, hash.low, hash.high);
      });
    }
  }

  function firstLook(): void {
    for (const pid of task.mergedElsewhere) readPages(pid, undefined, readMerged);
    for (const [index, {pid, startTicks, group}] of task.processes.entries()) {
      const isLate = performance.now() - startedMs > task.timeLimitSeconds * 1000;
      const reason = isLate
        ? 'no time left'
        : readPages(pid, startTicks, (directory, pages) =>
            readProcess(index, directory, pages, group),
          );
      if (reason !== undefined) leaveOut({pid, startTicks}, group, reason);
      state.processesDone = index + 1;
      maybeSummarize();
    }
  }

  function leaveOut(process: ProcessName, group: number, reason: string): void {
    const bytes = anonymousBytesOf(`${task.procfs}/${process.pid}`);
    leftOut.push({...process, group: group - 1, bytes, reason});
    const tally = tallies[group];
    if (tally) tally.notLookedAtBytes += bytes;
  }

  /** Absent when the pages were read, else why not. */
  function readPages(
    pid: number,
    startTicks: number | undefined,
    use: (directory: string, pages: ProcessPages) => void,
  ): string | undefined {
    report(pid);
    return withPages(task.procfs, {pid, startTicks}, {pageBytes: task.pageBytes, rest}, use);
  }

  function lookAgain(): void {
    state.look = 'second';
    while (performance.now() - startedMs < leastBetweenLooksMs) {
      sleep(progressEveryMs);
      report();
    }
    let openIndex = -1;
    let pages: ProcessPages | undefined;
    secondLook.forEach(({process, address, low, high}) => {
      const entry = task.processes[process];
      const tally = entry && tallies[entry.group];
      if (!entry || !tally) return;
      const zeroPage = isZero(low, high);
      if (!zeroPage && (contents.framesOf(low, high) ?? 0) < 2) return;
      if (openIndex !== process) {
        pages?.close();
        pages = reopen(entry.pid, entry.startTicks);
        openIndex = process;
      }
      tally.checkedFrames++;
      const content = pages?.read(address);
      if (content) hash.update(content);
      rest();
      if (content && hash.low === low && hash.high === high) return;
      tally.changedFrames++;
      // Of a part of the pages, the share that changed is known, but not which others did.
      if (secondLook.rememberedOneIn > 1) return;
      if (zeroPage) tally.zeroFrames--;
      else contents.remove(entry.group, low, high);
    });
    pages?.close();
  }

  function reopen(pid: number, startTicks: number | undefined): ProcessPages | undefined {
    const directory = `${task.procfs}/${pid}`;
    try {
      const pages = openProcessPages(directory, {pageBytes: task.pageBytes, rest});
      if (startTicks === undefined || startTicksOf(directory) === startTicks) return pages;
      pages.close();
    } catch {
      // It has ended: nothing of it lasts.
    }
    return undefined;
  }

  firstLook();
  lookAgain();
  return summary();
}

/** `RssAnon` of its status; 0 where it cannot be read. */
function anonymousBytesOf(directory: string): number {
  try {
    const status = readFileSync(`${directory}/status`, 'latin1');
    return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
