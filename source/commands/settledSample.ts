import type {Host} from '../host/host.js';
import type {Sample} from '../model/sample.js';

/** A host with so many processes is not waited for. */
const patienceMilliseconds = 2000;

/** A sample with all processes in it, unless reading them takes too long. */
export async function settledSample(host: Host): Promise<Sample> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    const sample = await host.sample();
    const complete = sample.processes && !sample.processesPending;
    if (complete || performance.now() > deadline) return sample;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
