import type {Answers, Work} from './job.js';

/** The jobs of children, each in a process of its own. */
export const jobs = {
  read: async () => (await import('../io/readJob.js')).createReadJob,
  estimate: async () => (await import('../estimate/estimateJob.js')).createEstimateJob,
  map: async () => (await import('../map/mapJob.js')).createMapJob,
  optIn: async () => (await import('../optIn/optInJob.js')).createOptInJob,
} as const satisfies Record<string, () => Promise<(answers: Answers) => Work | Promise<Work>>>;

export type JobName = keyof typeof jobs;

/** Not killed when this program ends: these end by themselves, once their pipe is closed. */
export const endsItself: ReadonlySet<JobName> = new Set(['optIn']);

/** The mark of a child's first frame: it has started. The content is `protocol`. */
export const readyMark = 0;

/** Changed with every change of the messages: the program file may be replaced while ksmtop runs. */
export const protocol = Buffer.from('3');
