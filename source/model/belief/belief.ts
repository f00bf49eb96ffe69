import type {Sample} from '../sample.js';
import type {Doubt} from './doubt.js';
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
  const allDoubts = [...doubts, ...memory.doubts];
  const checked =
    allDoubts.length === 0
      ? sample
      : {...sample, ...(sample.ksm && {ksm: {...sample.ksm, counters}}), memory: memory.memory};
  const zeroIsDoubtful = doubts.some(({figure}) => figure === 'ksm_zero_pages');
  const processes = believeProcesses(checked, zeroIsDoubtful);
  return {
    sample: processes === checked.processes || !processes ? checked : {...checked, processes},
    doubts: allDoubts,
  };
}
