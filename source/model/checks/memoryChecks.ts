import {formatBytes} from '../../text/units.js';
import type {Model} from '../model.js';
import type {Surroundings} from '../sample/surroundings.js';
import type {Outcome} from './outcome.js';

export function pages({sample: {host}}: Model): Outcome {
  const {pageSizeBytes, rmapItemBytes} = host;
  return {
    state: 'ok',
    text: `A page is ${pageSizeBytes / 1024} KiB; keeping track of one costs ${formatBytes(rmapItemBytes)}: merging pays from 1 page in ${Math.round(pageSizeBytes / rmapItemBytes)} on.`,
  };
}

export function nodes({sample: {host}}: Model): Outcome | undefined {
  // With more of them, the rule about merge_across_nodes has its say.
  if ((host.nodeCount ?? 1) > 1) return undefined;
  return {state: 'ok', text: 'All memory is one NUMA node.'};
}

export function hugePages(
  _: Model,
  {hugePages: mode, refusals}: Surroundings,
): Outcome | undefined {
  if (refusals?.hugePages !== undefined) return undefined;
  if (mode === undefined) return {state: 'ok', text: 'This kernel has no transparent huge pages.'};
  const text = `Transparent huge pages: ${mode}`;
  return mode === 'never'
    ? {state: 'ok', text: `${text}.`}
    : {
        state: 'ok',
        text: `${text}; ksmd splits one only where it has found a match, so they need not be turned off.`,
      };
}

export function swap({sample}: Model, {zswap, zramSwaps}: Surroundings): Outcome | undefined {
  const {swapTotalBytes} = sample.memory;
  if (swapTotalBytes === undefined) return undefined;
  if (swapTotalBytes === 0) return {state: 'ok', text: 'There is no swap.'};
  const copied = (sample.vmstat.ksmSwpinCopy ?? 0) * sample.host.pageSizeBytes;
  const compressed = [zswap && 'zswap', zramSwaps > 0 && 'zram'].filter(Boolean).join(' and ');
  const how = compressed ? `, compressed by ${compressed}` : '';
  return {
    state: 'ok',
    text: `${formatBytes(swapTotalBytes)} of swap${how}; ${formatBytes(copied)} of merged pages came back from it as copies since boot.`,
  };
}
