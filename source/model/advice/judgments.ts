import type {ContainerRow} from '../derive/containers.js';
import {verdictThresholds} from '../derive/verdictTable.js';
import type {Evidence} from './evidence.js';

const {scansToJudge, noticeableLossBytes, worthyBytesPerCpuPercent} = verdictThresholds;

/** Nothing merges before the second scan: with scans of an hour, a host takes hours to settle. */
const longScanSeconds = 3600;

/**
 * Reported from well-tuned hosts: 5 to 10 percent of a core on OpenVZ nodes, 12 for fifty LAMP
 * containers; complaints begin at 20.
 */
export const muchCpuPercent = 20;

/** Whether ksmd has completed enough full scans to judge the result. */
export function hasScannedEnough({model: {sample, scans}}: Evidence): boolean {
  return (sample.ksm?.counters.full_scans ?? 0) >= scansToJudge && !scans.firstPass;
}

/** Whether nearly all memory that was offered later has been scanned often enough, too. */
export function hasSettled(evidence: Evidence): boolean {
  const {model, allYoungItems} = evidence;
  return hasScannedEnough(evidence) && allYoungItems <= 0.1 * (model.figures.offeredPages ?? 0);
}

/** Whether a container, or the host, would be better off without KSM. */
export function isLosing(profitBytes: number | undefined): boolean {
  return profitBytes !== undefined && profitBytes <= -noticeableLossBytes;
}

/** Whether the host was judged, and would be better off without KSM. */
export function isHostLosing(evidence: Evidence): boolean {
  return hasScannedEnough(evidence) && isLosing(judgedProfitBytes(evidence));
}

/** Profit of a container, or of the host, without what is too young to judge. */
export function judgedProfitBytes(
  {model, youngItems, allYoungItems}: Evidence,
  row?: ContainerRow,
): number | undefined {
  const profit = row ? row.profitBytes : model.figures.profitBytes;
  const items = row ? (youngItems.get(row.id) ?? 0) : allYoungItems;
  return profit === undefined ? undefined : profit + items * model.sample.host.rmapItemBytes;
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

/** Whether ksmd saves too little memory for each percent of a core. */
export function yieldsLittle(evidence: Evidence): boolean {
  const {effortPercent = 0, isEffortNoticeable, figures} = evidence.model;
  if (!canJudgeYield(evidence) || figures.savedBytes === undefined) return false;
  if (!isEffortNoticeable) return false;
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
