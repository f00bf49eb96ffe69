import type {Sample} from '../sample/sample.js';
import type {Estimate} from './savingsEstimate.js';

/**
 * On which side of an estimate the truth is: more is saved if memory was left out (`lower`), less if
 * what changes was not removed (`upper`), either if both. Absent: the estimate is what it says.
 */
export type EstimateBound = 'lower' | 'upper' | 'neither';

export function boundOf(isIncomplete: boolean, isReadTwice: boolean): EstimateBound | undefined {
  if (!isReadTwice) return isIncomplete ? 'neither' : 'upper';
  return isIncomplete ? 'lower' : undefined;
}

/** Whether what changes is removed from the figures. */
export function isReadTwice({secondReadingShare}: Pick<Estimate, 'secondReadingShare'>): boolean {
  return secondReadingShare >= 1;
}

/** Whether equal pages on different NUMA nodes stay apart, which an estimate does not see. */
export function mergesPerNode({ksm, host}: Pick<Sample, 'ksm' | 'host'>): boolean {
  return ksm?.parameters.merge_across_nodes === '0' && (host.nodeCount ?? 1) > 1;
}
