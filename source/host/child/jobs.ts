import type {Answers, Work} from './job.js';

/** What children do, each in a process of its own that can be killed at any moment. */
export const jobs = {
  read: async () => (await import('../io/readJob.js')).createReadJob,
} as const satisfies Record<string, () => Promise<(answers: Answers) => Work>>;

export type JobName = keyof typeof jobs;

/** The first frame of every child: it has started. Its content is `protocol`. */
export const readyMark = 0;

/** Changed with every change of the messages: the program file may be replaced while ksmtop runs. */
export const protocol = Buffer.from('2');
