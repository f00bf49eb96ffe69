/** An invalid command line; the message says why in one sentence. Exit code 2. */
export class UsageError extends Error {}
