import {hostVerdict} from '../derive/verdict.js';
import {verdictThresholds} from '../derive/verdictTable.js';
import type {Evidence} from './evidence.js';
import {hasScannedEnough, hasSettled, isLosing, judgedProfitBytes} from './judgments.js';

const {worthyBytesPerCpuPercent} = verdictThresholds;

/** Nothing merges before the second scan: with scans of an hour, a host takes hours to settle. */
const longScanSeconds = 3600;

/**
 * Reported from well-tuned hosts: 5 to 10 percent of a core on OpenVZ nodes, 12 for fifty LAMP
 * containers; complaints begin at 20.
 */
export const muchCpuPercent = 20;

/** Whether the host was judged, and would be better off without KSM. */
export function isHostLosing(evidence: Evidence): boolean {
  return hasScannedEnough(evidence) && isLosing(judgedProfitBytes(evidence));
}

/** Whether ksmd takes more of a core than `muchCpuPercent` after its first scans. */
export function takesMuchCpu(evidence: Evidence): boolean {
  const {effortPercent = 0} = evidence.model;
  return evidence.running && hasScannedEnough(evidence) && effortPercent > muchCpuPercent;
}

/** Whether the figures are known and settled, and merging is no loss (which another rule reports). */
export function canJudgeYield(evidence: Evidence): boolean {
  return (
    evidence.running &&
    evidence.complete &&
    hasSettled(evidence) &&
    !isLosing(judgedProfitBytes(evidence))
  );
}

/** Whether ksmd saves too little memory for each percent of a core, and the verdict says so. */
export function yieldsLittle(evidence: Evidence): boolean {
  const {effortPercent = 0, figures} = evidence.model;
  if (!canJudgeYield(evidence) || figures.savedBytes === undefined) return false;
  if (hostVerdict(evidence.model) !== 'costly') return false;
  return figures.savedBytes / effortPercent < worthyBytesPerCpuPercent;
}

/**
 * Whether the length of scans can be judged. Not where other advice is to slow ksmd down or to stop
 * it: the two would contradict each other.
 */
export function canJudgeScanTime(evidence: Evidence): boolean {
  const {running, fullScanSeconds} = evidence;
  if (!running || fullScanSeconds === undefined) return false;
  return !takesMuchCpu(evidence) && !yieldsLittle(evidence) && !isHostLosing(evidence);
}

/** Whether a full scan takes longer than an hour. */
export function scansTooLong(evidence: Evidence): boolean {
  return canJudgeScanTime(evidence) && (evidence.fullScanSeconds ?? 0) > longScanSeconds;
}
