import {verdictThresholds} from './verdictTable.js';

/** The thresholds of verdicts and advice that a site may set otherwise. */
export type Thresholds = {
  /** Saved memory that is worth 1 % of a core. */
  worthyBytesPerCpuPercent: number;
  /** CPU of ksmd, in percent of one core, from which it is noticeable. */
  noticeableCpuPercent: number;
  /** CPU of ksmd, in percent of one core, above which it is too much. */
  muchCpuPercent: number;
  /** A smaller loss is negligible. */
  noticeableLossBytes: number;
  /** A full scan that takes longer takes too long. */
  longScanSeconds: number;
};

const {worthyBytesPerCpuPercent, noticeableCpuPercent, noticeableLossBytes} = verdictThresholds;

export const usualThresholds: Thresholds = {
  worthyBytesPerCpuPercent,
  noticeableCpuPercent,
  /**
   * Reported from well-tuned hosts: 5 to 10 percent of a core on OpenVZ nodes, 12 for fifty LAMP
   * containers; complaints begin at 20.
   */
  muchCpuPercent: 20,
  noticeableLossBytes,
  /** Nothing merges before the second scan: with scans of an hour, a host takes hours to settle. */
  longScanSeconds: 3600,
};

/** Those of a model. */
export function thresholdsOf({thresholds}: {thresholds?: Thresholds}): Thresholds {
  return thresholds ?? usualThresholds;
}
