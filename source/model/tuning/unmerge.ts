import type {Sample} from '../sample/sample.js';

/** Memory that unmerging everything needs, and that is available; absent: unknown. */
export type UnmergeNeed = {
  /** (pages_sharing + ksm_zero_pages) × page size: every saved page becomes a page again. */
  neededBytes?: number;
  /** MemAvailable and free swap; before 3.14 the free memory alone. */
  availableBytes?: number;
};

/** Computes it from the counters and `/proc/meminfo`. */
export function unmergeNeed({ksm, memory, host}: Sample): UnmergeNeed {
  const {pages_sharing: sharing, ksm_zero_pages: zero = 0} = ksm?.counters ?? {};
  const available = memory.availableBytes ?? memory.freeBytes;
  return {
    ...(sharing !== undefined && {
      // Some kernels count zero pages without a lock, so that the count may be negative.
      neededBytes: (sharing + Math.max(0, zero)) * host.pageSizeBytes,
    }),
    ...(available !== undefined && {availableBytes: available + (memory.swapFreeBytes ?? 0)}),
  };
}
