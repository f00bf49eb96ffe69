/**
 * The `ioctl` PAGEMAP_SCAN on `/proc/PID/pagemap`, since 6.7: finds pages at the speed of the page
 * table, however much empty address space is between them.
 */
export const PAGEMAP_SCAN = 0xc060_6610;

/** Half-open, in bytes. */
export type AddressRange = {start: number; end: number};

/** `struct pm_scan_arg` */
const argumentBytes = 96;
/** `struct page_region` */
const rangeBytes = 24;

const PAGE_IS_FILE = 4n;
const PAGE_IS_PRESENT = 8n;

/** Memory that the kernel puts ranges into. */
export const answersFor = (ranges: number): Uint8Array => new Uint8Array(ranges * rangeBytes);

/** Asks for the anonymous pages in memory between two addresses. */
export function scanArgument(
  {start, end}: AddressRange,
  answers: Uint8Array,
  answersAddress: bigint,
): Uint8Array {
  const argument = new Uint8Array(argumentBytes);
  const fields = new DataView(argument.buffer);
  const words = [
    BigInt(argumentBytes),
    0n,
    BigInt(start),
    BigInt(end),
    0n,
    answersAddress,
    BigInt(answers.length / rangeBytes),
    0n,
    PAGE_IS_FILE,
    PAGE_IS_PRESENT | PAGE_IS_FILE,
    0n,
    PAGE_IS_PRESENT,
  ];
  for (const [index, word] of words.entries()) fields.setBigUint64(index * 8, word, true);
  return argument;
}

/** Where the scan stopped: `walk_end`. */
export function scannedUntil(argument: Uint8Array): number {
  return addressAt(argument, 32);
}

/** The first `count` ranges that were found. */
export function parseRanges(answers: Uint8Array, count: number): AddressRange[] {
  return Array.from({length: count}, (_, index) => ({
    start: addressAt(answers, index * rangeBytes),
    end: addressAt(answers, index * rangeBytes + 8),
  }));
}

function addressAt(bytes: Uint8Array, offset: number): number {
  return Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(offset, true));
}
