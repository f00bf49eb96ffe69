import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';
import {countSharing} from '../../model/map/countSharing.js';
import type {SharingMap} from '../../model/map/sharingMap.js';
import {createRest} from '../pages/cpuShare.js';
import type {FindPages} from '../pages/findPages.js';
import type {PageHash} from '../pages/pageHash.js';
import type {PagesListener, TaskProcess} from '../pages/pagesTask.js';
import type {PagesOptions, ProcessPages} from '../pages/processPages.js';
import {createProgressReports, type ProgressReports} from '../pages/progressReports.js';
import {readRegions} from '../pages/readRegions.js';
import {withPagesUntil} from '../pages/withPages.js';
import {createFramesByCount} from './framesByCount.js';
import {createFramesByFlag} from './framesByFlag.js';
import {createContents} from './joinCopies.js';
import {isKsmFlagRight, ownUnmergedFrames} from './ksmFlag.js';
import type {ChildProgress, MapTask} from './mapTask.js';
import {beginMap, type FoundFrames, type MapWork, sharingOf} from './mapWork.js';
import {membersOf} from './members.js';
import {openPageFlags, type PageFlags} from './readPageFlags.js';

type Listener = PagesListener<ChildProgress, SharingMap>;

export type MapTools = {hash: PageHash; findPages?: FindPages | undefined};

/** Finds the merged frames of all processes, and counts who uses them. */
export function mapSharing(task: MapTask, tools: MapTools, listener: Listener): SharingMap {
  const own = ownUnmergedFrames(task.pageBytes);
  if (own.every((frame) => frame === 0)) return hiddenMap(task, 'frames');
  let flags: PageFlags;
  try {
    flags = openPageFlags(task.procfs);
  } catch {
    return hiddenMap(task, 'flags');
  }
  try {
    const flagBelieved = !task.distrustFlag && isKsmFlagRight(flags, own);
    const frames = flagBelieved ? createFramesByFlag : createFramesByCount;
    return mapFrames(
      task,
      {...tools, frames: frames(flags, task.pageBytes), flagBelieved},
      listener,
    );
  } finally {
    flags.close();
  }
}

/** Of a host whose kernel does not show which memory is which. */
function hiddenMap(task: MapTask, hidden: 'frames' | 'flags'): SharingMap {
  const {members} = membersOf(task);
  const counts = countSharing({
    keys: new Float64Array(),
    members,
    groupCount: task.groupCount,
    isMerged: () => false,
  });
  return {
    hidden,
    ...counts,
    ...{flagBelieved: false, undecidedPages: 0, processesNotRead: 0, seconds: 0, leftOut: []},
  };
}

type Tools = MapTools & FoundFrames;

function mapFrames(task: MapTask, tools: Tools, listener: Listener): SharingMap {
  const work = beginMap(task, tools);
  const reports = createProgressReports(listener, {
    processesDone: 0,
    processesTotal: task.processes.length,
  } as ChildProgress);
  const rest = createRest(task.cpuPercent, reports.tick);
  const options = {pageBytes: task.pageBytes, findPages: tools.findPages, rest};

  findMerged(work, {options, reports});
  if (task.joinCopies) findCopies(work, tools.hash, {options, reports});
  return sharingOf(work);
}

/** Who uses which merged frame. */
function findMerged(work: MapWork, means: Means): void {
  const {task, frames, mappings, homes, members, memberOf, leftOut} = work;
  for (const [index, process] of task.processes.entries()) {
    const member = memberOf[index] as number;
    const group = members[member]?.group ?? 0;
    const reason = visitRegions(work, means, index, (pages, region) => {
      work.ksmBytes += region.ksmBytes ?? 0;
      frames.select(pages, region, {
        merged: (frame) => mappings.add(frame, member),
        exclusive: (frame) => homes?.add(group, frame),
      });
    });
    if (reason !== undefined && !hasEnded(reason)) {
      const {pid, startTicks} = process;
      leftOut.push({pid, startTicks, group: process.group - 1, bytes: 0, reason});
    }
    work.processesRead++;
    means.reports.result(() => sharingOf(work));
  }
}

/** Which merged frames hold the same. */
function findCopies(work: MapWork, hash: PageHash, means: Means): void {
  const contents = createContents(hash, work.frames.isMerged);
  work.contents = contents;
  for (const index of work.task.processes.keys()) {
    visitRegions(work, means, index, contents.read);
    means.reports.result(() => sharingOf(work));
  }
}

type Means = {options: PagesOptions; reports: ProgressReports<ChildProgress, SharingMap>};

/** Visits the regions of a process that may hold merged pages. Returns why it could not. */
function visitRegions(
  {task, startedMs}: MapWork,
  {options, reports}: Means,
  index: number,
  visit: (pages: ProcessPages, region: MemoryRegion) => void,
): string | undefined {
  const process = task.processes[index] as TaskProcess;
  reports.update({pid: process.pid, processesDone: index});
  const untilMs = startedMs + task.timeLimitSeconds * 1000;
  return withPagesUntil(untilMs, task.procfs, process, options, (directory, pages) => {
    for (const region of readRegions(directory)) {
      const isOffered = region.mergeable !== false && !region.unmergeable;
      if (!isOffered || region.anonymousBytes === 0 || region.ksmBytes === 0) continue;
      visit(pages, region);
    }
  });
}

/** What has ended holds nothing. */
const hasEnded = (reason: string) => reason === 'ENOENT' || reason === 'ESRCH';
