import type {Sample, VmstatKsm} from '../sample/sample.js';
import {type Doubt, impossibleCount} from './doubt.js';
import {believeCounters, believeMemory} from './hostBelief.js';
import {believeProcesses} from './processBelief.js';

/** What can be of what the kernel says, and what cannot be of the host's own figures. */
export type Belief = {sample: Sample; doubts: readonly Doubt[]};

/**
 * The one gate between what was read, which a recording keeps word by word, and all that is made of
 * it: figures that cannot be are taken out, and are unknown from here on.
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
