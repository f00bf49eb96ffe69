import type {LeftOut} from '../../model/estimate/savingsEstimate.js';
import {countSharing} from '../../model/map/countSharing.js';
import {createMappings, type Mappings} from '../../model/map/mappings.js';
import type {SharingMap} from '../../model/map/sharingMap.js';
import {createHomeNodes, type HomeNodes, readFrameNodes} from './frameNodes.js';
import type {Contents} from './joinCopies.js';
import type {MapTask} from './mapTask.js';
import {type Members, membersOf} from './members.js';
import type {MergedFrames} from './mergedFrames.js';

/** How merged frames are found. */
export type FoundFrames = {
  readonly frames: MergedFrames;
  /** `false`: KPF_KSM is wrong on this kernel, and other signs decide. */
  readonly flagBelieved: boolean;
};

/** A map while it is made. */
export type MapWork = Members &
  FoundFrames & {
    readonly task: MapTask;
    readonly startedMs: number;
    readonly mappings: Mappings;
    /** Absent: the machine has one node, or does not say which memory is whose. */
    readonly homes: HomeNodes | undefined;
    readonly leftOut: LeftOut[];
    /** Merged, as the kernel counts it by region. */
    ksmBytes: number;
    processesRead: number;
    /** Absent: copies are not joined, or not yet. */
    contents: Contents | undefined;
  };

export function beginMap(task: MapTask, {frames, flagBelieved}: FoundFrames): MapWork {
  const startedMs = performance.now();
  const {members, memberOf} = membersOf(task);
  const nodeOf = task.severalNodes ? readFrameNodes(task.sysfs, task.pageBytes) : undefined;
  return {
    ...{task, startedMs, frames, flagBelieved, members, memberOf},
    mappings: createMappings(members.length),
    homes: nodeOf && createHomeNodes(nodeOf),
    leftOut: [...task.leftOut],
    ...{ksmBytes: 0, processesRead: 0, contents: undefined},
  };
}

/** The map of the processes that were read. */
export function sharingOf(work: MapWork): SharingMap {
  const {task, startedMs, frames, flagBelieved, members, mappings, homes, leftOut} = work;
  const counts = countSharing({
    keys: mappings.sorted(),
    members,
    groupCount: task.groupCount,
    isMerged: frames.isMerged,
    contentOf: work.contents?.firstOf,
    isElsewhere: homes?.isElsewhere,
  });
  const undecided = flagBelieved ? 0 : work.ksmBytes / task.pageBytes - counts.mappings;
  return {
    ...counts,
    flagBelieved,
    undecidedPages: Math.max(0, undecided),
    processesNotRead: task.processes.length - work.processesRead,
    seconds: (performance.now() - startedMs) / 1000,
    leftOut,
  };
}
