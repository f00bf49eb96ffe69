import {countOf} from '../../text/count.js';
import {formatBytes, formatSeconds} from '../../text/units.js';
import type {Estimate, LeftOut} from './savingsEstimate.js';
import type {SettlingTime} from './settlingTime.js';

/** Reasons that are named; the most frequent first. */
const mostReasons = 5;

/** What the figures of an estimate do not say. */
export function estimateSentences(
  groupCount: number,
  estimate: Estimate,
  settling: SettlingTime,
): string[] {
  const {total, best, leftOut, framesSeen, sampledOneIn} = estimate;
  const isBetter = best.length < groupCount;
  const said: string[] = [];
  if (best.length === 0) said.push('Nothing here is worth opting in.');
  else if (isBetter) said.push(`* Worth opting in together: ${countOf(best.length, 'container')}.`);
  if (leftOut.length > 0) said.push(`At least this much would be saved: ${whyLess(leftOut)}.`);
  if (sampledOneIn > 1) {
    const span = formatBytes(total.uncertaintyBytes);
    said.push(`One content in ${sampledOneIn} was counted: ± ${span} with 95 % certainty.`);
  }
  if (total.ineligibleBytes > 0) {
    const bytes = formatBytes(total.ineligibleBytes);
    said.push(
      `${bytes} are not eligible: KSM merges no shared memory, no memory of devices and no hugetlbfs.`,
    );
  }
  if (!framesSeen) {
    said.push(
      'Without CAP_SYS_ADMIN pages that processes share already look like duplicates: run as root.',
    );
  }
  const {present, aggressive} = settling;
  const times = [
    present === undefined ? [] : `${formatSeconds(present)} with the present settings`,
    aggressive === undefined ? [] : `${formatSeconds(aggressive)} with the preset aggressive`,
  ].flat();
  if (best.length > 0 && times.length > 0) said.push(`ksmd merges it within ${times.join(', ')}.`);
  if (best.length > 0) {
    const saved = formatBytes(total.wouldSaveBytes);
    said.push(`Opting all of it out again takes up to ${saved} of free memory.`);
  }
  return said;
}

/** Processes that were left out, by reason. */
function whyLess(leftOut: readonly LeftOut[]): string {
  const bytes = leftOut.reduce((sum, process) => sum + process.bytes, 0);
  const counts = new Map<string, number>();
  for (const {reason} of leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostReasons)
    .map(([reason, count]) => `${count} ${reason}`);
  const processes = countOf(leftOut.length, 'process', 'processes');
  return `${processes} with ${formatBytes(bytes)} left out (${reasons.join(', ')})`;
}
