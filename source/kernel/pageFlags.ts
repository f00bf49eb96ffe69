/** Entries of `/proc/kpageflags`: eight bytes for each frame, given here as their lower 32 bits. */
export const pageFlagsBytes = 8;

/** KPF_KSM, bit 21; set on every anonymous page from 6.10 to 7.2. */
export const isKsmPage = (low: number): boolean => (low & 0x0020_0000) !== 0;

/** KPF_ZERO_PAGE, bit 24, since 4.0: the kernel's zero page, which no process owns. */
export const isZeroPage = (low: number): boolean => (low & 0x0100_0000) !== 0;
