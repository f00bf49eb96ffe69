import type {ContainerKind} from '../../kernel/container/identity.js';
import type {Unmergeable} from '../../kernel/process/memory/smaps.js';
import type {ProcessName} from '../sample/sample.js';
import type {MergeSettings} from './contents/savedFrames.js';

/** What is estimated as one: a container, or a single process. */
export type EstimateGroup = {
  id: string;
  kind: ContainerKind;
  /** Untrusted. */
  name: string;
  processes: readonly ProcessName[];
};

/** What an estimate covers, and what it may cost. */
export type EstimateRequest = {
  groups: readonly EstimateGroup[];
  /** Processes outside of the groups that have merged pages: what is new may join these. */
  mergedElsewhere: readonly number[];
  settings: MergeSettings;
  pageBytes: number;
  /** Metadata of a page that is offered. */
  rmapItemBytes: number;
  /** Of one core, at most. */
  cpuPercent: number;
  /** After this time no further process is begun; reading again may take a tenth of it more. */
  timeLimitSeconds: number;
};

/** Memory of one group, in bytes; what would be saved is `zero`, `within` and `between` together. */
export type EstimatedMemory = {
  /** Anonymous memory that was looked at; a frame that several processes map counts once. */
  memoryBytes: number;
  /** Pages of zeros. */
  zeroBytes: number;
  /** Duplicates within the group. */
  withinBytes: number;
  /** Duplicates of other groups, or of what is merged already. */
  betweenBytes: number;
  /**
   * Duplicates that had changed at the second reading: ksmd does not merge them. Absent: that was not
   * complete, and what would be saved still counts them.
   */
  volatileBytes?: number;
  /** Memory that KSM never merges: shared, of a device, huge pages of hugetlbfs. */
  ineligibleBytes: number;
  /** In swap, or of processes that were left out. */
  notLookedAtBytes: number;
  wouldSaveBytes: number;
  /**
   * Half the width of the 95 % interval of what would be saved; 0: everything was counted. Absent: the
   * second reading was not complete.
   */
  uncertaintyBytes?: number;
  /** What ksmd needs to keep track of the memory once it is offered. */
  metadataBytes: number;
  profitBytes: number;
};

/** The reason of a process that was read except for sparse memory, which was not found in time. */
export const sparse = 'sparse';

export type IneligibleBytes = Readonly<Partial<Record<Unmergeable, number>>>;

/** A process that was not looked at, or not wholly. */
export type LeftOut = ProcessName & {
  /** Number of its group. */
  group: number;
  /** Its anonymous memory that was not looked at. */
  bytes: number;
  /** An errno, `no time left`, `hangs`, `sparse`, or `not reached` when it was stopped. */
  reason: string;
};

/** What KSM would save of the groups. */
export type Estimate = {
  /** 1: every content was counted; N: one content in N. */
  sampledOneIn: number;
  pagesRead: number;
  seconds: number;
  /** `false`: without CAP_SYS_ADMIN, so that a page that processes share counts for each of them. */
  framesSeen: boolean;
  /**
   * How much of the second reading was done, from 0 to 1. Below 1 the figures are an upper bound for
   * the memory that was read: what changes is not removed from them.
   */
  secondReadingShare: number;
  total: EstimatedMemory;
  /** In the order of the groups of the request. */
  groups: readonly EstimatedMemory[];
  /** Places of the groups that are worth opting in together, the most profitable first. */
  best: readonly number[];
  /** What of `ineligibleBytes` KSM never merges for which reason; absent: none. */
  ineligible: IneligibleBytes;
  leftOut: readonly LeftOut[];
};

/** An estimate, and the groups that it is of. */
export type EstimateReport = {
  timeMs: number;
  groups: readonly EstimateGroup[];
  estimate: Estimate;
};

/** How far an estimate is. */
export type EstimateProgress = {
  /** In the second one, what would be saved is read again. */
  stage: 'first reading' | 'second reading';
  processesDone: number;
  processesTotal: number;
  /** Anonymous memory of the processes that are done, and of all. */
  bytesDone: number;
  bytesTotal: number;
  bytesRead: number;
  /** From 0 to 1. */
  secondReadingShare: number;
};

export type EstimateListener = {
  progress(progress: EstimateProgress): void;
  /** Of all processes that are finished so far. */
  soFar(estimate: Estimate): void;
};
