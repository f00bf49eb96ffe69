/** A figure of the kernel that cannot be: it is left out, and so unknown. */
export type Doubt = {
  /** As the kernel spells it. */
  figure: string;
  /** What the kernel says; from 2^53 on, not to the last digit. */
  value: number;
  /** Why it cannot be, to follow the name: `is below zero`. */
  reason: string;
};

/** The words of a kernel are 64 bits wide, or 32: a count in the upper half was below zero. */
export function wordLimit({rmapItemBytes}: {rmapItemBytes: number}): number {
  return rmapItemBytes < 64 ? 2 ** 31 : 2 ** 63;
}

/** Why no such number of anything can be; absent: it can. */
export function impossibleCount(value: number, limit: number): string | undefined {
  if (value < 0) return 'is below zero';
  return value >= limit ? 'has wrapped below zero' : undefined;
}

/** `ksm_zero_pages is below zero` */
export function doubtText({figure, reason}: Doubt): string {
  return `${figure} ${reason}`;
}

/** What helps against counts that children inherit, and against zero pages counted below zero. */
export const newerKernel =
  'update the kernel: those from 5.19 to late 2025 pass counts on to forked children and miscount zero pages';
