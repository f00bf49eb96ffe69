/** KSM lines of `/proc/vmstat`, since boot; each absent on kernels before the release named. */
export type VmstatKsm = {
  /** 5.19: pages copied because a process wrote to a merged page. */
  cowKsm?: number;
  /** 5.17: pages copied because a merged page came back from swap; needs a kernel with swap. */
  ksmSwpinCopy?: number;
};

/** Parses the KSM lines of `/proc/vmstat`. */
export function parseVmstat(text: string): VmstatKsm {
  const result: VmstatKsm = {};
  const cowKsm = /^cow_ksm (\d{1,20})$/m.exec(text)?.[1];
  const ksmSwpinCopy = /^ksm_swpin_copy (\d{1,20})$/m.exec(text)?.[1];
  if (cowKsm !== undefined) {
    result.cowKsm = Number(cowKsm);
  }

  if (ksmSwpinCopy !== undefined) {
    result.ksmSwpinCopy = Number(ksmSwpinCopy);
  }

  return result;
}

/** `oom_kill` of `/proc/vmstat` (4.13): processes that the kernel killed because memory ran out. */
export function parseOomKills(text: string): number | undefined {
  const count = /^oom_kill (\d{1,20})$/m.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
}

/** `thp_split_page` of `/proc/vmstat` (4.5): huge pages that were split since boot. */
export function parseHugePageSplits(text: string): number | undefined {
  const count = /^thp_split_page (\d{1,20})$/m.exec(text)?.[1];
  return count === undefined ? undefined : Number(count);
}
