/** Whether KSM is worth it, in one word. */
export type Verdict = 'saving' | 'starting' | 'idle' | 'wasting' | 'losing' | 'off';

export type VerdictDefinition = {
  word: Verdict;
  /** How it is to be taken. */
  tone: 'good' | 'neutral' | 'warning' | 'bad';
  /** The figures that make it so. */
  when: string;
  meaning: string;
};

const mebibyte = 2 ** 20;

/** Where the verdicts part, and why there; the rules of the advice go by the same figures. */
export const verdictThresholds = {
  /**
   * Full scans before anything is held against KSM. A page can merge in the second scan that meets
   * it, and memory that was still being filled during the first one in the third; a process starts
   * somewhere in the middle of a scan.
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
   * kernel's own settings it uses up to so much whatever it finds.
   */
  noticeableCpuPercent: 5,
  /**
   * Loss below which there is nothing to say, for every process has a little with its first pages:
   * the metadata of 64 MiB offered in vain.
   */
  noticeableLossBytes: mebibyte,
} as const;

const {scansToJudge, worthyBytesPerCpuPercent, noticeableCpuPercent, noticeableLossBytes} =
  verdictThresholds;
const worthyMebibytes = worthyBytesPerCpuPercent / mebibyte;
const lossMebibytes = noticeableLossBytes / mebibyte;

/**
 * The verdicts on the host and on each container, which bears the part of ksmd's CPU that it has
 * of the offered pages. Unique and volatile pages are never told apart here: smart_scan moves the
 * same pages to and fro.
 */
export const verdictTable: readonly VerdictDefinition[] = [
  {
    word: 'saving',
    tone: 'good',
    when:
      `profit above 0, and at least ${worthyMebibytes} MiB saved per 1 % of a core, ` +
      `or ksmd below ${noticeableCpuPercent} %`,
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
    word: 'wasting',
    tone: 'warning',
    when:
      `profit above 0, but less than ${worthyMebibytes} MiB saved per 1 % of a core, ` +
      `with ksmd at ${noticeableCpuPercent} % or above`,
    meaning: 'ksmd saves little for its CPU time.',
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
