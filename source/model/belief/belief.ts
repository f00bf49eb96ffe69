import type {Sample, VmstatKsm} from '../sample/sample.js';
import {type Doubt, impossibleCount} from './doubt.js';
import {believeCounters, believeMemory} from './hostBelief.js';
import {believeProcesses} from './processBelief.js';

/** A sample without impossible figures, and those of the host that were removed. */
export type Belief = {sample: Sample; doubts: readonly Doubt[]};

/**
 * Removes impossible figures from a sample, so that they are unknown in everything derived from it;
 * a recording keeps the sample as read.
 */
export function believe(sample: Sample): Belief {
  const {counters, doubts} = believeCounters(sample);
  const memory = believeMemory(sample.memory);
  const vmstat = believeVmstat(sample.vmstat);
  const allDoubts = [...doubts, ...memory.doubts, ...vmstat.doubts];
  const checked =
    allDoubts.length === 0
      ? sample
      : {
          ...sample,
          ...(sample.ksm && {ksm: {...sample.ksm, counters}}),
          memory: memory.memory,
          vmstat: vmstat.vmstat,
        };
  const zeroIsDoubtful = doubts.some(({figure}) => figure === 'ksm_zero_pages');
  const processes = believeProcesses(checked, zeroIsDoubtful);
  return {
    sample: processes === checked.processes || !processes ? checked : {...checked, processes},
    doubts: allDoubts,
  };
}

const vmstatNames = {cowKsm: 'cow_ksm', ksmSwpinCopy: 'ksm_swpin_copy'} as const;

function believeVmstat(vmstat: VmstatKsm): {vmstat: VmstatKsm; doubts: Doubt[]} {
  const known = {...vmstat};
  const doubts: Doubt[] = [];
  for (const key of ['cowKsm', 'ksmSwpinCopy'] as const) {
    const value = vmstat[key] ?? 0;
    const reason = impossibleCount(value, 2 ** 63);
    if (!reason) continue;
    doubts.push({figure: vmstatNames[key], value, reason});
    delete known[key];
  }
  return {vmstat: known, doubts};
}
