/** Whether KSM is worth it, in one word. */
export type Verdict = 'saving' | 'starting' | 'idle' | 'wasting' | 'losing' | 'off';

export type VerdictDefinition = {
  word: Verdict;
  /** How it is to be taken. */
  tone: 'good' | 'neutral' | 'warning' | 'bad';
  /** The figures that make it so; the first definition that holds counts. */
  when: string;
  meaning: string;
};

const mebibyte = 2 ** 20;

/** Where the verdicts part, and why there. */
export const verdictThresholds = {
  /**
   * Full scans before anything is held against KSM. A page can merge in the second scan that meets
   * it, and memory that was still being filled during the first one in the third.
   */
  scansToJudge: 3,
  /**
   * Saved memory that is worth one percent of a core. Where both are sold apart, a core costs as
   * much as 7 to 9 GiB, and servers have 4 to 8 GiB for each core; 64 MiB a percent is 6.4 GiB a
   * core.
   */
  worthyBytesPerCpuPercent: 64 * mebibyte,
  /**
   * ksmd's CPU, in percent of one core, below which its cost is not held against it: with the
   * kernel's own defaults it uses up to so much whatever it finds.
   */
  noticeableCpuPercent: 5,
  /**
   * Offered memory that is too little for a verdict: 256 pages are looked at in three of the
   * kernel's default batches, and their metadata takes 16 KiB.
   */
  noticeableBytes: mebibyte,
} as const;

const {scansToJudge, worthyBytesPerCpuPercent, noticeableCpuPercent, noticeableBytes} =
  verdictThresholds;
const worthyMebibytes = worthyBytesPerCpuPercent / mebibyte;

/**
 * The verdicts in the order in which they are tried, for the host and for each container.
 * Unique and volatile pages are never told apart here: smart_scan moves the same pages to and fro.
 */
export const verdictTable: readonly VerdictDefinition[] = [
  {
    word: 'off',
    tone: 'neutral',
    when: 'run is not 1, or the kernel has no KSM',
    meaning: 'ksmd stands: what is merged stays merged, nothing new merges.',
  },
  {
    word: 'saving',
    tone: 'good',
    when:
      `profit above 0, and at least ${worthyMebibytes} MiB saved for each percent of a core, ` +
      `or ksmd below ${noticeableCpuPercent} %`,
    meaning: 'Merging saves more than it costs.',
  },
  {
    word: 'starting',
    tone: 'neutral',
    when: `not saving yet, and most of what is offered is younger than ${scansToJudge} full scans`,
    meaning: 'Too early to tell: nothing merges before the second full scan.',
  },
  {
    word: 'idle',
    tone: 'neutral',
    when: `less than ${noticeableBytes / mebibyte} MiB offered`,
    meaning: 'Nothing worth mentioning is offered for merging.',
  },
  {
    word: 'losing',
    tone: 'bad',
    when: 'profit 0 or below',
    meaning: 'The metadata of offered pages takes more memory than merging saves.',
  },
  {
    word: 'wasting',
    tone: 'warning',
    when:
      `less than ${worthyMebibytes} MiB saved for each percent of a core, ` +
      `with ksmd at ${noticeableCpuPercent} % or above`,
    meaning: 'What is saved is worth less than the CPU that ksmd takes for it.',
  },
];
