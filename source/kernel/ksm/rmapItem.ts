import type {KsmFiles} from './ksmFiles.js';

/** Size of an rmap item by word size, from the kernel's `admin-guide/mm/ksm.rst`. */
const itemBytes = {8: 64, 4: 32} as const;

/** With fewer items, the quotient could be a whole number by chance. */
const leastItems = 1000;

/**
 * Bytes that the kernel counts for an rmap item, solved from `general_profit` = (pages_sharing +
 * ksm_zero_pages) × page size − items × bytes. Absent: the counters, read one after another, do not
 * agree.
 */
export function measuredItemBytes(
  {counters}: Pick<KsmFiles, 'counters'>,
  pageSizeBytes: number,
): number | undefined {
  const {pages_shared: shared, pages_sharing: sharing, pages_unshared: unshared} = counters;
  const {pages_volatile: changing, ksm_zero_pages: zero = 0, general_profit: profit} = counters;
  const items = (shared ?? Number.NaN) + (sharing ?? 0) + (unshared ?? 0) + (changing ?? 0);
  const cost = ((sharing ?? 0) + zero) * pageSizeBytes - (profit ?? Number.NaN);
  const bytes = cost / items;
  const isLikely = items >= leastItems && bytes % 4 === 0 && bytes >= 24 && bytes <= 256;
  return isLikely ? bytes : undefined;
}

/** Evidence of a kernel's word size; a 64-bit program proves a 64-bit kernel, a 32-bit one nothing. */
export type WordFacts = {
  /** `/proc/sys/kernel/arch`, 6.1. */
  arch?: string | undefined;
  /** The start of `/proc/kallsyms`: addresses, padded even where they are hidden. */
  symbols?: string | undefined;
  release?: string | undefined;
  /** Of the reader's own auxiliary vector. */
  programWordBytes?: 4 | 8 | undefined;
};

const wideNames = /64|s390x|alpha/;
const wideReleases = /x86_64|amd64|aarch64|arm64|ppc64|s390x|riscv64|loong64|[-+.]v8\b/;

/** Size of an rmap item in bytes, from the kernel's word size. */
export function itemBytesByWord(facts: WordFacts): number {
  return itemBytes[kernelWordBytes(facts)];
}

function kernelWordBytes({arch, symbols, release = '', programWordBytes}: WordFacts): 4 | 8 {
  if (programWordBytes === 8) return 8;
  if (arch) return wideNames.test(arch) ? 8 : 4;
  const digits = /^[0-9a-f]+(?= )/.exec(symbols ?? '')?.[0].length;
  if (digits === 16 || digits === 8) return digits === 16 ? 8 : 4;
  return programWordBytes === undefined || wideReleases.test(release) ? 8 : 4;
}
