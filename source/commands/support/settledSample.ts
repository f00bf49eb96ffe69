import type {Host} from '../../host/host.js';
import type {Sample} from '../../model/sample/sample.js';

/** A sample with all processes and names in it, unless reading them takes too long. */
export async function settledSample(
  host: Pick<Host, 'sample'>,
  patienceMilliseconds = 2000,
): Promise<Sample> {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    const sample = await host.sample();
    const complete = sample.processes && !sample.processesPending && !sample.containersPending;
    if (complete || performance.now() > deadline) return sample;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
