/**
 * Entries of `/proc/PID/pagemap`: eight bytes for each page of the address space, given here as
 * their lower and upper 32 bits.
 */
export const pagemapEntryBytes = 8;

/** Bit 63: the page is in memory. */
export const isPresent = (high: number): boolean => high >>> 31 === 1;

/** Bit 62: it is in swap; reading it would swap it in. */
export const isSwapped = (high: number): boolean => (high & 0x4000_0000) !== 0;

/** Bit 61: it belongs to a file or to shared memory, which KSM leaves alone. */
export const isFileOrShared = (high: number): boolean => (high & 0x2000_0000) !== 0;

/** Bit 56, since 4.2: no other mapping has it. */
export const isExclusive = (high: number): boolean => (high & 0x0100_0000) !== 0;

/** Bits 0–54: the number of its frame of memory; 0 for a reader without CAP_SYS_ADMIN. */
export const frameNumber = (low: number, high: number): number =>
  (high & 0x007f_ffff) * 0x1_0000_0000 + low;
