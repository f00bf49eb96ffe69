import {formatBytes} from '../../text/units.js';
import type {Model} from '../model.js';
import type {Surroundings} from '../sample/surroundings.js';
import type {CheckOutcome} from './checkOutcome.js';

export function checkPageSize({sample: {host}}: Model): CheckOutcome {
  const {pageSizeBytes, rmapItemBytes} = host;
  return {
    state: 'ok',
    text: `A page is ${pageSizeBytes / 1024} KiB, and tracking one costs ${formatBytes(rmapItemBytes)}: merging pays off if at least 1 page in ${Math.round(pageSizeBytes / rmapItemBytes)} merges.`,
  };
}

export function checkNodes({sample: {host}}: Model): CheckOutcome | undefined {
  // With several nodes, the advice on merge_across_nodes speaks instead.
  if ((host.nodeCount ?? 1) > 1) return undefined;
  return {state: 'ok', text: 'All memory is on one NUMA node.'};
}

export function checkHugePages(
  _: Model,
  {hugePages: mode, refusals}: Surroundings,
): CheckOutcome | undefined {
  if (refusals?.hugePages !== undefined) return undefined;
  if (mode === undefined) return {state: 'ok', text: 'This kernel has no transparent huge pages.'};
  const text = `Transparent huge pages: ${mode}`;
  return mode === 'never'
    ? {state: 'ok', text: `${text}.`}
    : {
        state: 'ok',
        text: `${text}; ksmd splits one only when it has found a match, so they can stay on.`,
      };
}

export function checkSwap(
  {sample}: Model,
  {zswap, zramSwaps}: Surroundings,
): CheckOutcome | undefined {
  const {swapTotalBytes} = sample.memory;
  if (swapTotalBytes === undefined) return undefined;
  if (swapTotalBytes === 0) return {state: 'ok', text: 'There is no swap.'};
  const copied = (sample.vmstat.ksmSwpinCopy ?? 0) * sample.host.pageSizeBytes;
  const compressed = [zswap && 'zswap', zramSwaps > 0 && 'zram'].filter(Boolean).join(' and ');
  const how = compressed ? `, compressed by ${compressed}` : '';
  return {
    state: 'ok',
    text: `${formatBytes(swapTotalBytes)} of swap${how}; ${formatBytes(copied)} of merged pages was swapped in as separate copies since boot.`,
  };
}
