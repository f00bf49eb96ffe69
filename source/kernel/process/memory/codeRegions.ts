/** A region of executable memory, from `/proc/PID/maps`. */
export type CodeRegion = {start: bigint; end: bigint; name: string};

const line = /^([0-9a-f]+)-([0-9a-f]+) r-xp \S+ \S+ \d+ *(.*)$/gm;

/**
 * Regions that may hold a `syscall` instruction, the likeliest first: the kernel's own (vDSO), which
 * is small and always in memory, then the C library and the loader, then the rest.
 */
export function parseCodeRegions(maps: string): CodeRegion[] {
  const regions: CodeRegion[] = [];
  for (const [, start, end, name = ''] of maps.matchAll(line)) {
    regions.push({start: BigInt(`0x${start}`), end: BigInt(`0x${end}`), name});
  }
  return regions
    .filter(({name}) => name !== '[vsyscall]')
    .sort((a, b) => likelihood(a.name) - likelihood(b.name));
}

const likely = [/^\[vdso\]$/, /\/(?:ld|libc|ld-musl)[^/]*\.so[^/]*$/];

function likelihood(name: string): number {
  const place = likely.findIndex((pattern) => pattern.test(name));
  return place === -1 ? likely.length : place;
}

const writableLine = /^([0-9a-f]+)-([0-9a-f]+) .w.p /gm;

/** Private memory that can be written to, in bytes: what opting out of KSM searches at most. */
export function writableBytes(maps: string): number {
  let bytes = 0;
  for (const [, start = '', end = ''] of maps.matchAll(writableLine)) {
    bytes += Number.parseInt(end, 16) - Number.parseInt(start, 16);
  }
  return bytes;
}

/** The number of mappings in `/proc/PID/maps`. */
export function countMappings(maps: Uint8Array): number {
  let count = 0;
  for (const byte of maps) if (byte === 10) count++;
  return count;
}
