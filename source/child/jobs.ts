/** Answers one frame; `Answers` takes what it has to say. */
export type Work = (mark: number, content: Buffer) => void;

/** The way back to the program that started the child. */
export type Answers = {
  send(mark: number, content: Uint8Array): void;
  /** Sends what has gathered: before anything that may take long. */
  flush(): void;
};

/** What children do, each in a process of its own that can be killed at any moment. */
export const jobs = {
  read: async () => (await import('../host/io/readJob.js')).createReadJob,
} as const satisfies Record<string, () => Promise<(answers: Answers) => Work>>;

export type JobName = keyof typeof jobs;

/** The first frame of every child: it has started. Its content is `protocol`. */
export const readyMark = 0;

/** Another number after each change of what is said: a program may be replaced while it runs. */
export const protocol = Buffer.from('1');
