import type {Answers, Work} from './job.js';
import type {JobName} from './jobs.js';

/** Loads what a child needs for its job. */
export const jobTable: Readonly<
  Record<JobName, () => Promise<(answers: Answers) => Work | Promise<Work>>>
> = {
  read: async () => (await import('../io/readJob.js')).createReadJob,
  estimate: async () => (await import('../estimate/estimateJob.js')).createEstimateJob,
  map: async () => (await import('../map/mapJob.js')).createMapJob,
  optIn: async () => (await import('../optIn/optInJob.js')).createOptInJob,
};
