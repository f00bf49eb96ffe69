import type {Answers, Work} from './job.js';

/** The jobs of children, each in a process that can be killed at any moment. */
export const jobs = {
  read: async () => (await import('../io/readJob.js')).createReadJob,
  estimate: async () => (await import('../estimate/estimateJob.js')).createEstimateJob,
  map: async () => (await import('../map/mapJob.js')).createMapJob,
} as const satisfies Record<string, () => Promise<(answers: Answers) => Work | Promise<Work>>>;

export type JobName = keyof typeof jobs;

/** The mark of a child's first frame: it has started. The content is `protocol`. */
export const readyMark = 0;

/** Changed with every change of the messages: the program file may be replaced while ksmtop runs. */
export const protocol = Buffer.from('3');
