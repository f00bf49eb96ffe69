/** An impossible figure of the kernel, which counts as unknown. */
export type Doubt = {
  /** As the kernel spells it. */
  figure: string;
  /** The kernel's value; not exact from 2^53 on. */
  value: number;
  /** Why it is impossible, to follow its name: `is below zero`. */
  reason: string;
};

/** Half the range of the kernel's words, 64 or 32 bits wide: a larger count has wrapped below zero. */
export function wordLimit({rmapItemBytes}: {rmapItemBytes: number}): number {
  return rmapItemBytes < 64 ? 2 ** 31 : 2 ** 63;
}

/** Why a count is impossible; absent: it is possible. */
export function impossibleCount(value: number, limit: number): string | undefined {
  if (value < 0) return 'is below zero';
  return value >= limit ? 'has wrapped below zero' : undefined;
}

/** `ksm_zero_pages is below zero` */
export function doubtText({figure, reason}: Doubt): string {
  return `${figure} ${reason}`;
}

/** The cure for counts that children inherit, and for zero pages counted below zero. */
export const newerKernel =
  'update the kernel: those from 5.19 to late 2025 pass counts on to forked children and miscount zero pages';
