import type {ProcessName} from '../sample/sample.js';

/** `in`: a process offers all of its memory to KSM. `out`: it takes it back. */
export type OptInAction = 'in' | 'out';

/**
 * How: `prctl` is one call for all memory of a process, now and later (6.4). `madvise` is one for
 * each region that it has now.
 */
export type OptInWay = 'prctl' | 'madvise';

/** What decides whether a process can be opted in or out from outside. */
export type TargetFacts = {
  pid: number;
  /** Start time in clock ticks since boot. */
  startTicks: number;
  kernelThread: boolean;
  /** One letter, of its first thread. */
  state: string;
  /** Process that traces it; 0: none. */
  tracerPid: number;
  /** Bytes in a word of its program; absent: could not be read. */
  wordBytes?: number;
  /** 0: its memory is gone, as of a process that just ends; absent: could not be read. */
  mappings?: number;
  /** Its first thread has ended, and others run: then /proc shows none of its memory. */
  firstThreadEnded?: true;
  /** Private memory that it may write to, mapped whether used or not. */
  writableBytes: number;
  frozen: boolean;
  /** 6.14: opted in by prctl; absent: not known. */
  mergeAny?: boolean;
  /** Offers memory, by prctl or madvise, but not what ksmtop had it offer by madvise; absent: unknown. */
  offers?: boolean;
  /** Merged pages and zero pages, which opting out copies; by madvise at most these. */
  mergedPages?: number;
  /** Huge pages of anonymous memory, which KSM splits to merge parts of them; absent: unknown. */
  hugeBytes?: number;
};

/** What is asked of one process. */
export type OptInTarget = ProcessName & {
  action: OptInAction;
  /** With more mappings or memory than the limits below, which takes long, and was agreed to. */
  allowsLong?: true;
  /** Absent: it is not noted in the register. */
  containerId?: string;
};

/** A process with more mappings is stopped noticeably longer. */
export const manyMappings = 20_000;

/** Opting out, the kernel looks for each page that could be there: about a second for this much. */
export const mostWritableBytes = 64 * 1024 ** 3;
