import type {ProcessName} from '../sample/sample.js';

/** `in`: a process offers all of its memory to KSM. `out`: it takes it back. */
export type OptInAction = 'in' | 'out';

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
  mappings: number;
  frozen: boolean;
  /** 6.14: opted in by prctl; absent: the kernel does not tell. */
  mergeAny?: boolean;
  /** Offers memory, by prctl or madvise; absent: unknown. */
  offers?: boolean;
  /** Merged pages and zero pages, which opting out copies. */
  mergedPages?: number;
  /** Huge pages of anonymous memory, which KSM splits to merge parts of them; absent: unknown. */
  hugeBytes?: number;
};

/** What is asked of one process. */
export type OptInTarget = ProcessName & {
  action: OptInAction;
  /** With more mappings than `manyMappings`, which take long, and were agreed to. */
  allowsMany?: true;
  /** Absent: it is not noted in the register. */
  containerId?: string;
};

/** A process with more mappings stands noticeably longer. */
export const manyMappings = 20_000;
