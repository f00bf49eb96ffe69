import type {Host} from '../../host/host.js';
import type {Sample} from '../../model/sample/sample.js';

/** Long enough to read tens of thousands of processes. */
export const processesTimeoutMs = 60_000;

/** Samples until all processes and container names are read, or the time is over. */
export async function settledSample(host: Pick<Host, 'sample'>, timeoutMs = 2000): Promise<Sample> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const sample = await host.sample();
    const complete = sample.processes && !sample.processesPending && !sample.containersPending;
    if (complete || performance.now() > deadline) return sample;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
