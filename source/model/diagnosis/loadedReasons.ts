import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';
import {formatBytes} from '../../text/units.js';
import {isMergeCandidate} from './memoryRegions.js';
import {byPrctl, type Reason} from './reason.js';

/** What the library does not hook: such memory is never offered. */
const unhooked = 'mmap64, memalign, aligned_alloc, the stack or the data segment';

export const replacedLibrary: Reason = ({inspection: {library}}) =>
  library?.deleted
    ? {
        text: `It runs with ${library.path}, which has been replaced or removed since it started.`,
        cure: 'Restart the program to load the new library.',
      }
    : undefined;

export const belowThreshold: Reason = ({inspection: {regions, mergeThresholdBytes = 32_768}}) => {
  const isLarge = ({sizeBytes}: MemoryRegion) => sizeBytes > mergeThresholdBytes;
  if (!regions || regions.filter(isMergeCandidate).some(isLarge)) return undefined;
  return {
    text: `The library is loaded, but every allocation is below its threshold of ${formatBytes(mergeThresholdBytes)}.`,
    cure: 'Set KSMP_MERGE_THRESHOLD to a smaller number of bytes and restart the program.',
  };
};

export const otherCalls: Reason = ({inspection: {mergeThresholdBytes = 32_768}}) => ({
  text: `The library is loaded, but nothing is offered: allocations are below ${formatBytes(mergeThresholdBytes)} each, or come from calls that it does not hook (${unhooked}).`,
  cure: `Lower KSMP_MERGE_THRESHOLD, or ${byPrctl}.`,
});

/** Smaller programs are mostly files, which says nothing. */
const minResidentBytes = 16 * 1024 * 1024;

export const neverMerged: Reason = ({inspection: {regions}}) => {
  if (!regions) return undefined;
  let resident = 0;
  let anonymous = 0;
  const kinds = {shared: 0, hugetlb: 0, file: 0};
  for (const region of regions) {
    resident += region.residentBytes;
    if (region.unmergeable === 'hugetlb') kinds.hugetlb += region.residentBytes;
    else if (region.unmergeable === 'shared') kinds.shared += region.residentBytes;
    else {
      anonymous += region.anonymousBytes;
      kinds.file += region.residentBytes - region.anonymousBytes;
    }
  }
  if (resident < minResidentBytes || anonymous > resident / 4) return undefined;
  const [kind] = Object.entries(kinds).sort((a, b) => b[1] - a[1])[0] ?? ['file'];
  const words: Record<string, string> = {
    shared: 'shared memory',
    hugetlb: 'huge pages (hugetlb)',
    file: 'file-backed memory',
  };
  return {
    text: `Most of its ${formatBytes(resident)} is ${words[kind]}, which KSM never merges; only ${formatBytes(anonymous)} is private anonymous memory.`,
    cure: 'Run a QEMU guest without hugetlbfs or share=on. For other programs there is nothing to do.',
  };
};
