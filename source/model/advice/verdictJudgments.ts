import {thresholdsOf} from '../derive/thresholds.js';
import {hostVerdict} from '../derive/verdict.js';
import type {Evidence} from './evidence.js';
import {hasScannedEnough, hasSettled, isLosing, judgedProfitBytes} from './judgments.js';

/** Whether the host was judged, and would be better off without KSM. */
export function isHostLosing(evidence: Evidence): boolean {
  return hasScannedEnough(evidence) && isLosing(evidence, judgedProfitBytes(evidence));
}

/** Whether ksmd takes too much of a core after its first scans. */
export function takesMuchCpu(evidence: Evidence): boolean {
  const {running, model} = evidence;
  const {effortPercent = 0} = model;
  return (
    running && hasScannedEnough(evidence) && effortPercent > thresholdsOf(model).muchCpuPercent
  );
}

/** Whether the figures are known and settled, and merging is no loss (which another rule reports). */
export function canJudgeYield(evidence: Evidence): boolean {
  return (
    evidence.running &&
    evidence.complete &&
    hasSettled(evidence) &&
    !isLosing(evidence, judgedProfitBytes(evidence))
  );
}

/** Whether ksmd saves too little memory for each percent of a core, and the verdict says so. */
export function yieldsLittle(evidence: Evidence): boolean {
  const {effortPercent = 0, figures} = evidence.model;
  if (!canJudgeYield(evidence) || figures.savedBytes === undefined) return false;
  if (hostVerdict(evidence.model) !== 'costly') return false;
  const {worthyBytesPerCpuPercent} = thresholdsOf(evidence.model);
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

/** Whether a full scan takes too long. */
export function scansTooLong(evidence: Evidence): boolean {
  const {longScanSeconds} = thresholdsOf(evidence.model);
  return canJudgeScanTime(evidence) && (evidence.fullScanSeconds ?? 0) > longScanSeconds;
}
