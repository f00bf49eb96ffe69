import {formatBytes, formatSeconds} from '../../text/units.js';
import type {Model} from '../model.js';
import type {Sample} from '../sample/sample.js';
import type {Values} from './checkValue.js';
import {forecast} from './forecast.js';
import {unmerges} from './memoryLimit.js';
import {needText, unmergeNeed} from './unmerge.js';
import type {Write} from './writeOrder.js';

/** A longer batch makes stopping ksmd noticeably slow. */
const longBatchSeconds = 1;

/** Costs that need confirmation before the writes, or why they are impossible, as sentences. */
export function costsOf(
  model: Model,
  writes: readonly Write[],
): {costs: readonly string[]; problem?: string} {
  const {sample} = model;
  const costs: string[] = [];
  if (unmerges(writes) && unmergeNeed(sample).neededBytes !== 0) {
    const problem = unmergeProblem(sample);
    if (problem) return {costs, problem};
    costs.push(unmergeCost(sample, writes));
    // Measured: the process that writes run=2 copies the pages, on the node where it runs.
    if ((sample.host.nodeCount ?? 1) > 1) costs.push(oneNodeCost);
  }
  const after = valuesAfter(sample, writes);
  if (writes.some(({name}) => name === 'sleep_millisecs') && after.sleep_millisecs === '0') {
    costs.push('Without sleep, ksmd keeps one core fully busy.');
  }
  const {batchSeconds} = forecast(model, {...after, run: '1'});
  const batch = batchSeconds?.value ?? 0;
  if (writes.some(({name}) => name === 'pages_to_scan') && batch > longBatchSeconds) {
    costs.push(`One batch takes ${formatSeconds(batch)}, and stopping ksmd waits for its end.`);
  }
  return {costs};
}

/** The values of all parameters after the writes. */
export function valuesAfter(sample: Sample, writes: readonly Write[]): Values {
  return {
    ...sample.ksm?.parameters,
    ...Object.fromEntries(writes.map(({name, to}) => [name, to])),
  };
}

const oneNodeCost =
  'The copies are placed on the NUMA node where the unmerge runs, and stay there until their program restarts.';

function unmergeProblem(sample: Sample): string | undefined {
  const need = unmergeNeed(sample);
  const {leastBytes, availableBytes = Number.POSITIVE_INFINITY} = need;
  if (leastBytes <= availableBytes) return undefined;
  return `Unmerging needs ${needText(need)}, but only ${formatBytes(availableBytes)} is available: the kernel would kill processes. Free some memory first.`;
}

function unmergeCost(sample: Sample, writes: readonly Write[]): string {
  const need = unmergeNeed(sample);
  const needed = needText(need) ?? 'an unknown amount of memory';
  const between = writes.filter(({name}) => name !== 'run').length > 0 ? ' first' : '';
  const restarts = writes.at(-1)?.name === 'run' && writes.at(-1)?.to === '1';
  const available =
    need.availableBytes === undefined ? 'unknown' : formatBytes(need.availableBytes);
  const text = `This unmerges everything${between}: ${needed} needed, ${available} available.`;
  return restarts ? `${text} Merging then starts over, and takes two full scans.` : text;
}
