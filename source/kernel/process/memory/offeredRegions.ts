import type {AddressRange} from './addressRanges.js';
import {deviceFlags, sharedFlags} from './smaps.js';

/** A region of private anonymous memory, and whether KSM may merge it, from `/proc/PID/smaps`. */
export type OfferedRegion = AddressRange & {
  /** Offered to KSM already: flag `mg`. */
  isOffered: boolean;
  /** It could be offered by madvise(2), and has pages that could merge. */
  isOfferable: boolean;
  /** An exec between 6.7 and 6.8 leaves it out of an opt-in that it keeps. */
  isStack: boolean;
  /** Bytes of pages that merged or that a fork has, too: the most that unmerging copies. */
  sharedBytes: number;
};

const header = /^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ (\d+) /;
/** Hugetlb (`ht`) and memory that the kernel may drop (`dp`, 6.11). */
const otherFlags: ReadonlySet<string> = new Set(['ht', 'dp']);

/**
 * Regions with private anonymous memory. What KSM leaves out is in `ksm_madvise` of `mm/ksm.c`:
 * shared, hugetlb, device and mixed mappings. Files, and with them DAX, are none of ours.
 */
export function parseOfferedRegions(smaps: string): OfferedRegion[] {
  const regions: OfferedRegion[] = [];
  let region: OfferedRegion | undefined;
  let isWritable = false;
  let ownKib = 0;
  for (const line of smaps.split('\n')) {
    const [, start, end, permissions = '', inode] = header.exec(line) ?? [];
    if (start !== undefined && end !== undefined) {
      region = undefined;
      ownKib = 0;
      isWritable = permissions[1] === 'w';
      if (permissions[3] !== 'p' || inode !== '0') continue;
      region = {
        start: BigInt(`0x${start}`),
        end: BigInt(`0x${end}`),
        isOffered: false,
        isOfferable: false,
        isStack: line.endsWith(' [stack]'),
        sharedBytes: 0,
      };
      regions.push(region);
    } else if (!region) continue;
    else if (line.startsWith('Shared_')) region.sharedBytes += kibOf(line) * 1024;
    else if (line.startsWith('Anonymous:') || line.startsWith('Swap:')) ownKib += kibOf(line);
    else if (line.startsWith('VmFlags:')) {
      const flags = line.slice('VmFlags:'.length).trim().split(' ');
      region.isOffered = flags.includes('mg');
      region.isOfferable = isWritable && ownKib > 0 && !region.isOffered && !flags.some(excludes);
    }
  }
  return regions;
}

function excludes(flag: string): boolean {
  return sharedFlags.has(flag) || deviceFlags.has(flag) || otherFlags.has(flag);
}

function kibOf(line: string): number {
  return Number(/\d+/.exec(line.slice(line.indexOf(':')))?.[0] ?? 0);
}
