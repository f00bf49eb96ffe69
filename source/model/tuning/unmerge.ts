import type {Sample} from '../sample/sample.js';

/** What unmerging everything needs, and what there is; each absent where it is not known. */
export type UnmergeNeed = {
  /** (pages_sharing + ksm_zero_pages) × page size: every saved page becomes a page again. */
  neededBytes?: number;
  /** MemAvailable and free swap; before 3.14 the free memory alone. */
  availableBytes?: number;
};

export function unmergeNeed({ksm, memory, host}: Sample): UnmergeNeed {
  const {pages_sharing: sharing, ksm_zero_pages: zero = 0} = ksm?.counters ?? {};
  const available = memory.availableBytes ?? memory.freeBytes;
  return {
    ...(sharing !== undefined && {
      // The kernel counted zero pages without a lock for long, and may say less than none.
      neededBytes: (sharing + Math.max(0, zero)) * host.pageSizeBytes,
    }),
    ...(available !== undefined && {availableBytes: available + (memory.swapFreeBytes ?? 0)}),
  };
}
