import type {Host} from '../../../source/host/host.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {until} from '../until.js';

/** Takes samples of a host until one of them is as wanted; what is read in the background is slow. */
export function sampleUntil(
  host: Host,
  what: string,
  isWanted: (sample: Sample) => boolean,
): Promise<Sample> {
  return until(what, async () => {
    const sample = await host.sample();
    return isWanted(sample) && sample;
  });
}
