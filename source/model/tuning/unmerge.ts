import {formatBytes} from '../../text/units.js';
import type {Sample} from '../sample/sample.js';

/** Memory that unmerging everything needs, and that is available; absent: unknown. */
export type UnmergeNeed = {
  /** (pages_sharing + ksm_zero_pages) × page size: every saved page becomes a page again. */
  neededBytes?: number;
  /** The part of it that is known. */
  leastBytes: number;
  /** MemAvailable and free swap; before 3.14 the free memory alone. Not known in a container with LXCFS. */
  availableBytes?: number;
};

/** Computes it from the counters and `/proc/meminfo`. */
export function unmergeNeed({ksm, memory, host}: Sample): UnmergeNeed {
  const {
    pages_sharing: sharing,
    ksm_zero_pages: zero,
    pages_scanned: scanned,
  } = ksm?.counters ?? {};
  const knownPages = (sharing ?? 0) + Math.max(0, zero ?? 0);
  // Kernels that unmerge zero pages (6.6) count them, some without a lock, and scanned pages.
  const isZeroKnown = zero === undefined ? scanned === undefined : zero >= 0;
  const isKnown = sharing !== undefined && isZeroKnown;
  const available = host.memoryOfContainer
    ? undefined
    : (memory.availableBytes ?? memory.freeBytes);
  return {
    leastBytes: knownPages * host.pageSizeBytes,
    ...(isKnown && {neededBytes: knownPages * host.pageSizeBytes}),
    ...(available !== undefined && {availableBytes: available + (memory.swapFreeBytes ?? 0)}),
  };
}

/** `66.0 GiB`, `at least 66.0 GiB`; absent: nothing is known of it. */
export function needText({neededBytes, leastBytes}: UnmergeNeed): string | undefined {
  if (neededBytes !== undefined) return formatBytes(neededBytes);
  return leastBytes > 0 ? `at least ${formatBytes(leastBytes)}` : undefined;
}
