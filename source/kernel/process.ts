/** `/proc/PID/ksm_stat` (6.1+) or `ksm_merging_pages` (5.19); each key since the release named. */
export type ProcessKsm = {
  /** 6.1: pages of this process that ksmd keeps track of. */
  rmapItems?: number;
  /** 6.6: empty pages replaced by the kernel zero page. */
  zeroPages?: number;
  /** 5.19: pages of this process that are merged; counts the kept page too. */
  mergingPages?: number;
  /** 6.4: signed. */
  profitBytes?: number;
  /** 6.14: opted in by prctl(PR_SET_MEMORY_MERGE). */
  mergeAny?: boolean;
  /** 6.14: some of its memory is offered, whichever way. */
  mergeable?: boolean;
};
