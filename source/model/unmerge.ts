import type {Sample} from './sample.js';

/** What taking all merged pages apart needs, and what there is. */
export type UnmergeNeed = {
  /** (pages_sharing + ksm_zero_pages) × page size: every saved page becomes a page again. */
  neededBytes: number;
  /** MemAvailable and free swap; before 3.14 the free memory alone. */
  availableBytes?: number;
};

export function unmergeNeed({ksm, memory, host}: Sample): UnmergeNeed {
  const {pages_sharing: sharing = 0, ksm_zero_pages: zero = 0} = ksm?.counters ?? {};
  const available = memory.availableBytes ?? memory.freeBytes;
  return {
    neededBytes: (sharing + zero) * host.pageSizeBytes,
    ...(available !== undefined && {availableBytes: available + (memory.swapFreeBytes ?? 0)}),
  };
}
