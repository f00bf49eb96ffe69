import type {MemoryRegion} from '../../kernel/process/smaps.js';
import {countSharing} from '../../model/map/countSharing.js';
import {createMappings} from '../../model/map/mappings.js';
import type {SharingMap} from '../../model/map/sharingMap.js';
import {createCpuShare} from '../pages/cpuShare.js';
import type {FindPages} from '../pages/findPages.js';
import type {PageHash} from '../pages/pageHash.js';
import type {PagesListener} from '../pages/pagesTask.js';
import type {ProcessPages} from '../pages/processPages.js';
import {createProgressReports} from '../pages/progressReports.js';
import {readRegions} from '../pages/readRegions.js';
import {withPages} from '../pages/withPages.js';
import {createHomeNodes, readFrameNodes} from './frameNodes.js';
import {createFramesByCount} from './framesByCount.js';
import {createFramesByFlag} from './framesByFlag.js';
import {type Contents, createContents} from './joinCopies.js';
import {isKsmFlagRight, ownUnmergedFrames} from './ksmFlag.js';
import type {ChildProgress, MapTask} from './mapTask.js';
import {membersOf} from './members.js';
import type {MergedFrames} from './mergedFrames.js';
import {openPageFlags, type PageFlags} from './readPageFlags.js';

type Listener = PagesListener<ChildProgress, SharingMap>;
type Region = {pages: ProcessPages; region: MemoryRegion; process: number};

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

type Tools = MapTools & {frames: MergedFrames; flagBelieved: boolean};

function mapFrames(
  task: MapTask,
  {frames, flagBelieved, hash, findPages}: Tools,
  listener: Listener,
): SharingMap {
  const startedMs = performance.now();
  const {procfs, processes, pageBytes, groupCount} = task;
  const {members, memberOf} = membersOf(task);
  const mappings = createMappings(members.length);
  const nodeOf = task.severalNodes ? readFrameNodes(task.sysfs, pageBytes) : undefined;
  const homes = nodeOf && createHomeNodes(nodeOf);
  const leftOut = [...task.leftOut];
  let contents: Contents | undefined;
  let ksmBytes = 0;
  let processesRead = 0;

  const reports = createProgressReports(listener, {
    processesDone: 0,
    processesTotal: processes.length,
  } as ChildProgress);
  const share = createCpuShare(task.cpuPercent, reports.tick);
  const rest = () => {
    share.rest();
    reports.tick();
  };

  function summary(): SharingMap {
    const counts = countSharing({
      keys: mappings.sorted(),
      members,
      groupCount,
      isMerged: frames.isMerged,
      contentOf: contents?.firstOf,
      isElsewhere: homes?.isElsewhere,
    });
    const undecided = flagBelieved ? 0 : ksmBytes / pageBytes - counts.mappings;
    return {
      ...counts,
      flagBelieved,
      undecidedPages: Math.max(0, undecided),
      processesNotRead: processes.length - processesRead,
      seconds: (performance.now() - startedMs) / 1000,
      leftOut,
    };
  }

  function forEachRegion(visit: (region: Region) => void): void {
    for (const [index, {pid, startTicks, group}] of processes.entries()) {
      reports.update({pid, processesDone: index});
      const isLate = performance.now() - startedMs > task.timeLimitSeconds * 1000;
      const reason = isLate
        ? 'no time left'
        : withPages(procfs, {pid, startTicks}, {pageBytes, findPages, rest}, (directory, pages) => {
            for (const region of readRegions(directory)) {
              const isOffered = region.mergeable !== false && !region.unmergeable;
              if (!isOffered || region.anonymousBytes === 0 || region.ksmBytes === 0) continue;
              visit({pages, region, process: index});
            }
          });
      if (reason !== undefined && !hasEnded(reason) && !contents) {
        leftOut.push({pid, startTicks, group: group - 1, bytes: 0, reason});
      }
      if (!contents) processesRead++;
      reports.result(summary);
    }
  }

  forEachRegion(({pages, region, process}) => {
    const member = memberOf[process] as number;
    const group = members[member]?.group ?? 0;
    ksmBytes += region.ksmBytes ?? 0;
    frames.select(pages, region, {
      merged: (frame) => mappings.add(frame, member),
      exclusive: (frame) => homes?.add(group, frame),
    });
  });
  if (task.joinCopies) {
    const {isMerged} = frames;
    contents = createContents(hash, isMerged);
    const {read} = contents;
    forEachRegion(({pages, region}) => read(pages, region));
  }
  return summary();
}

/** What has ended holds nothing. */
const hasEnded = (reason: string) => reason === 'ENOENT' || reason === 'ESRCH';
