import type {ContainerRow} from '../derive/containers.js';
import {thresholdsOf} from '../derive/thresholds.js';
import {verdictThresholds} from '../derive/verdictTable.js';
import type {Evidence} from './evidence.js';

const {scansToJudge} = verdictThresholds;

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
export function isLosing({model}: Evidence, profitBytes: number | undefined): boolean {
  return profitBytes !== undefined && profitBytes <= -thresholdsOf(model).noticeableLossBytes;
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
