import type {KsmFiles} from './ksmFiles.js';

/** From the kernel's own account of KSM, `admin-guide/mm/ksm.rst`, by the size of its words. */
const itemBytes = {8: 64, 4: 32} as const;

/** Fewer items than these could give a whole number of bytes by chance. */
const leastItems = 1000;

/**
 * What the kernel itself counts for an item: `general_profit` is what is saved less that. Absent
 * when the counters, read one after another, do not agree.
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

/** What tells how wide the words of a kernel are; a program's own say so only when they are wide. */
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
