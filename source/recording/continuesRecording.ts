import type {Sample} from '../model/sample/sample.js';

/** Whether a sample continues what the one before has begun; else another recording begins with it. */
export function goesOn(previous: Sample, sample: Sample): boolean {
  return previous.monotonicMs < sample.monotonicMs && previous.host.name === sample.host.name;
}
