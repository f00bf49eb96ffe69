import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';

/** Shared memory without a file: of programs (memfd), System V, POSIX, and `mmap` itself. */
const sharedMemoryName = /^\/(?:memfd:|SYSV|dev\/shm\/|dev\/zero \(deleted\))/;

/** Memory of a region that KSM never merges, not counting the cache of files. */
export function ineligibleBytes(region: MemoryRegion): number {
  switch (region.unmergeable) {
    case 'shared':
      // Several processes have it: each counts its part.
      return sharedMemoryName.test(region.name) ? region.proportionalBytes : 0;
    case 'hugetlb':
      return region.residentBytes;
    case 'device':
    case 'droppable':
      return region.anonymousBytes;
    default:
      return 0;
  }
}
