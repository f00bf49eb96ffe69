/** A memory region of `/proc/PID/smaps`; sizes in bytes. */
export type MemoryRegion = {
  /** As the kernel spells them: `7f1c0000-7f1d0000`. */
  addresses: string;
  /** File, `[heap]`, `[stack]`; empty for unnamed anonymous memory. Untrusted. */
  name: string;
  sizeBytes: number;
  residentBytes: number;
  /** Pss: its share of memory that several processes use; falls as pages merge. */
  proportionalBytes: number;
  anonymousBytes: number;
  /** Backed by merged pages; since 6.6. */
  ksmBytes?: number;
  /** Anonymous memory that is in swap; absent in old recordings. */
  swapBytes?: number;
  /** Offered to KSM: flag `mg`; since 3.8. */
  mergeable?: boolean;
  /** Why KSM never merges it; absent: KSM may. */
  unmergeable?: Unmergeable;
};

export type Unmergeable = 'shared' | 'hugetlb' | 'device' | 'droppable';

const header = /^([0-9a-f]+-[0-9a-f]+) (\S+) \S+ \S+ \d+ *(.*)$/;
const field = /^(\w+): +(\d+) kB$/;

/** Memory that a driver manages: VM_IO, VM_PFNMAP, VM_DONTEXPAND, VM_MIXEDMAP. */
export const deviceFlags: ReadonlySet<string> = new Set(['io', 'pf', 'de', 'mm']);
/** VM_SHARED and VM_MAYSHARE. */
export const sharedFlags: ReadonlySet<string> = new Set(['sh', 'ms']);

/** Parses the text of `/proc/PID/smaps`; unknown lines are skipped. */
export function parseSmaps(text: string): MemoryRegion[] {
  const regions: MemoryRegion[] = [];
  let region: MemoryRegion | undefined;
  for (const line of text.split('\n')) {
    const start = header.exec(line);
    if (start) {
      region = newRegion(start[1] ?? '', start[2] ?? '', start[3] ?? '');
      regions.push(region);
    } else if (region) {
      addLine(region, line);
    }
  }
  return regions;
}

function newRegion(addresses: string, permissions: string, name: string): MemoryRegion {
  return {
    addresses,
    name,
    sizeBytes: 0,
    residentBytes: 0,
    proportionalBytes: 0,
    anonymousBytes: 0,
    ...(permissions[3] === 's' && {unmergeable: 'shared' as const}),
  };
}

function addLine(region: MemoryRegion, line: string): void {
  if (line.startsWith('VmFlags:')) {
    const flags = line.slice('VmFlags:'.length).trim().split(' ');
    region.mergeable = flags.includes('mg');
    if (flags.includes('ht')) region.unmergeable = 'hugetlb';
    // VM_DROPPABLE, since 6.11: the kernel may discard it.
    else if (flags.includes('dp')) region.unmergeable = 'droppable';
    else if (flags.some((flag) => deviceFlags.has(flag))) region.unmergeable = 'device';
    else if (flags.some((flag) => sharedFlags.has(flag))) region.unmergeable = 'shared';
    return;
  }
  const match = field.exec(line);
  const bytes = Number(match?.[2]) * 1024;
  switch (match?.[1]) {
    case 'Size':
      region.sizeBytes = bytes;
      break;
    case 'Rss':
      region.residentBytes = bytes;
      break;
    case 'Pss':
      region.proportionalBytes = bytes;
      break;
    case 'Anonymous':
      region.anonymousBytes = bytes;
      break;
    case 'Swap':
      region.swapBytes = bytes;
      break;
    case 'KSM':
      region.ksmBytes = bytes;
      break;
    // Rss does not include huge pages.
    case 'Private_Hugetlb':
    case 'Shared_Hugetlb':
      region.residentBytes += bytes;
      break;
  }
}

/** Bytes of anonymous huge pages, from `/proc/PID/smaps_rollup` (4.14); absent: no such line. */
export function parseHugeBytes(rollup: string): number | undefined {
  const kib = /^AnonHugePages:\s+(\d{1,13}) kB$/m.exec(rollup)?.[1];
  return kib === undefined ? undefined : Number(kib) * 1024;
}
