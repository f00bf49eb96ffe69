import {countOf} from '../../text/count.js';
import {formatBytes, formatSeconds, formatShare} from '../../text/units.js';
import {boundOf, type EstimateBound, isReadTwice} from './estimateBound.js';
import {type Estimate, type IneligibleBytes, type LeftOut, sparse} from './savingsEstimate.js';
import type {SettlingTime} from './settlingTime.js';

/** Reasons that are named; the most frequent first. */
const mostReasons = 5;

/**
 * What the figures of an estimate do not say.
 * @param isPerNode Equal pages on different NUMA nodes do not merge.
 */
export function estimateSentences(
  groupCount: number,
  estimate: Estimate,
  settling: SettlingTime,
  isPerNode = false,
): string[] {
  const {total, best, leftOut, framesSeen, sampledOneIn, pagesRead} = estimate;
  const isBetter = best.length < groupCount;
  const said: string[] = [];
  const isUnread = pagesRead === 0 && leftOut.length > 0;
  if (isUnread) return [`No memory could be read: ${whyLess(leftOut)}.`];
  if (best.length === 0) {
    const where = leftOut.length > 0 ? 'of what was read' : 'here';
    said.push(`Nothing ${where} is worth opting in.`);
  }
  if (best.length > 0 && isBetter)
    said.push(`* Worth opting in together: ${countOf(best.length, 'container')}.`);
  const bound = boundOf(leftOut.length > 0, isReadTwice(estimate));
  if (bound) said.push(boundSentences[bound](estimate));
  if (best.length > 0 && isPerNode) {
    said.push(
      'merge_across_nodes=0: equal pages on different NUMA nodes do not merge, so less may be saved.',
    );
  }
  if (leftOut.some(({reason}) => reason === sparse)) {
    said.push(
      'Sparse: memory in regions over 64 GiB is searched for two seconds, where it cannot be found at once. That takes Linux 6.7 and, under Node, the optional package koffi.',
    );
  }
  const {uncertaintyBytes} = total;
  if (sampledOneIn > 1) {
    const span =
      uncertaintyBytes === undefined
        ? ''
        : `: ± ${formatBytes(uncertaintyBytes)} with 95 % certainty`;
    said.push(`One content in ${sampledOneIn} was counted${span}.`);
  } else if (uncertaintyBytes) {
    const span = formatBytes(uncertaintyBytes);
    said.push(`What changes was looked for in a sample: ± ${span} with 95 % certainty.`);
  }
  if (total.ineligibleBytes > 0) {
    said.push(
      `KSM never merges ${formatBytes(total.ineligibleBytes)}: ${whyIneligible(estimate)}.`,
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

const kindsOfMemory: Readonly<Record<keyof IneligibleBytes, string>> = {
  shared: 'shared',
  device: 'of devices',
  hugetlb: 'of hugetlbfs',
  droppable: 'droppable',
};

function whyIneligible({ineligible}: Estimate): string {
  const parts = (Object.keys(kindsOfMemory) as (keyof IneligibleBytes)[]).flatMap((kind) => {
    const bytes = ineligible[kind];
    return bytes ? [`${formatBytes(bytes)} ${kindsOfMemory[kind]}`] : [];
  });
  return parts.join(', ') || 'it is shared, of devices or of hugetlbfs';
}

const boundSentences: Readonly<Record<EstimateBound, (estimate: Estimate) => string>> = {
  lower: ({leftOut}) => `At least this much would be saved: ${whyLess(leftOut)}.`,
  upper: (estimate) => `At most this much would be saved: ${whyMore(estimate)}.`,
  neither: (estimate) =>
    `Of what was read, at most this much would be saved: ${whyMore(estimate)}. More may be saved of the rest: ${whyLess(estimate.leftOut)}.`,
};

/** What the second reading would have found. */
function whyMore({secondReadingShare}: Estimate): string {
  const done =
    secondReadingShare === 0
      ? 'the second reading was not begun'
      : `only ${formatShare(secondReadingShare)} of the second reading was done`;
  return `${done}, so what changes too fast for ksmd is still counted`;
}

const reasonWords: Readonly<Record<string, string>> = {
  ENOENT: 'ended',
  ESRCH: 'ended',
  EACCES: 'not permitted',
  EPERM: 'not permitted',
};

/** Processes that were left out, by reason. */
function whyLess(leftOut: readonly LeftOut[]): string {
  const bytes = leftOut.reduce((sum, process) => sum + process.bytes, 0);
  const counts = new Map<string, number>();
  for (const {reason} of leftOut) {
    const word = reasonWords[reason] ?? reason;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const reasons = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostReasons)
    .map(([reason, count]) => `${count} ${reason}`);
  const processes = countOf(leftOut.length, 'process', 'processes');
  return `${processes} with ${formatBytes(bytes)} left out (${reasons.join(', ')})`;
}
