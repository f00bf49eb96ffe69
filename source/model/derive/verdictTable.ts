/** Whether KSM is worth it, in one word. */
export type Verdict = 'saving' | 'starting' | 'idle' | 'costly' | 'losing' | 'off';

/** A verdict; while it is held against another one, the monotonic time since which it has been given. */
export type HeldVerdict = {verdict: Verdict; sinceMs?: number};

/** The verdicts of one sample: on the host, and on each container by its id. */
export type HeldVerdicts = {host?: HeldVerdict; containers: ReadonlyMap<string, HeldVerdict>};

export type VerdictDefinition = {
  word: Verdict;
  /** How it is colored. */
  tone: 'good' | 'neutral' | 'warning' | 'bad';
  /** The figures that make it so. */
  when: string;
  meaning: string;
};

const mebibyte = 2 ** 20;

/** Thresholds between the verdicts, and their reasons; the rules of the advice use the same. */
export const verdictThresholds = {
  /**
   * Full scans before KSM is judged. A page can merge in the second scan that visits it, and memory
   * that was still being filled during the first one in the third; a process starts in the middle of
   * a scan.
   */
  scansToJudge: 3,
  /**
   * Saved memory that is worth 1 % of a core. Where both are sold separately, a core costs as much
   * as 7 to 9 GiB, and servers have 4 to 8 GiB per core; 64 MiB per 1 % is 6.4 GiB per core.
   */
  worthyBytesPerCpuPercent: 64 * mebibyte,
  /**
   * CPU of ksmd, in percent of one core, from which it is noticeable, and below which it is negligible
   * again: the kernel's defaults use about 5 %, and the gap keeps a verdict from flapping.
   */
  noticeableCpuPercent: 6,
  negligibleCpuPercent: 4,
  /** `saving` and `costly` stay this long before one replaces the other, except after a clear change. */
  holdSeconds: 60,
  /** The change is clear if it would be one with half of ksmd's CPU, and with twice as much. */
  clearFactor: 2,
  /** Negligible loss, as every process has with its first pages: the metadata of 64 MiB. */
  noticeableLossBytes: mebibyte,
} as const;

const {
  scansToJudge,
  worthyBytesPerCpuPercent,
  noticeableCpuPercent,
  negligibleCpuPercent,
  noticeableLossBytes,
} = verdictThresholds;
const worthyMebibytes = worthyBytesPerCpuPercent / mebibyte;
const lossMebibytes = noticeableLossBytes / mebibyte;

/**
 * The verdicts on the host and on each container, which is charged ksmd's CPU by its share of the
 * offered pages. Unique and volatile pages are not distinguished, as smart_scan moves pages between
 * the two.
 */
export const verdictTable: readonly VerdictDefinition[] = [
  {
    word: 'saving',
    tone: 'good',
    when:
      `profit above 0, and at least ${worthyMebibytes} MiB saved per 1 % of a core, ` +
      `or ksmd below ${negligibleCpuPercent} %`,
    meaning: 'Merging saves more than it costs.',
  },
  {
    word: 'starting',
    tone: 'neutral',
    when:
      `not saving yet, and fewer than ${scansToJudge} full scans done (or observed, while all ` +
      'offered memory is volatile), or most of the offered memory, or all of the loss, belongs ' +
      'to processes that have been through fewer',
    meaning: 'Too early to tell: nothing merges before the second full scan.',
  },
  {
    word: 'idle',
    tone: 'neutral',
    when: `nothing offered, or no profit and a loss below ${lossMebibytes} MiB`,
    meaning: 'Too little memory is offered to matter.',
  },
  {
    word: 'costly',
    tone: 'warning',
    when:
      `profit above 0, but less than ${worthyMebibytes} MiB saved per 1 % of a core, ` +
      `with ksmd above ${noticeableCpuPercent} %`,
    meaning: 'Merging saves memory, but little for the CPU time of ksmd.',
  },
  {
    word: 'losing',
    tone: 'bad',
    when: `a loss of ${lossMebibytes} MiB or more`,
    meaning: 'The metadata of offered pages takes more memory than merging saves.',
  },
  {
    word: 'off',
    tone: 'neutral',
    when: 'run is not 1, or the kernel has no KSM',
    meaning: 'ksmd is stopped: merged pages stay merged, and no others merge.',
  },
];

const problemRanks: Readonly<Partial<Record<Verdict, number>>> = {losing: 3, costly: 1};

/** Sorts problems first: losing, then what was requested but not loaded, then costly, then the rest. */
export function problemRank(verdict: Verdict | undefined, requested = 0): number {
  return Math.max((verdict && problemRanks[verdict]) ?? 0, requested > 0 ? 2 : 0);
}
