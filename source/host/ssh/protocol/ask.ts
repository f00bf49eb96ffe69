/** One thing that is asked of the far side; its answer comes once. */
export type Ask = {
  kind: AskKind;
  path: string;
  /** Bytes that are enough. */
  limit?: number;
  /** What it may wait for, and what else waits for that; absent: it waits for nobody. */
  lock?: string;
  /** Seconds are no hang. */
  patient?: boolean;
  /** Of several in one answer, one did not come: it is asked by itself. */
  alone?: boolean;
  /** With what was handed out, lent for the duration of the call; or with an errno. */
  answer(bytes: Buffer | undefined, errno: string): void;
};

/**
 * `file`: all of a file. `start`: as much as is enough. `link`: the target of a link. `list`: names
 * in a directory, a line each. `writable`: nothing, or why it cannot be opened for writing.
 */
export type AskKind = 'file' | 'start' | 'link' | 'list' | 'writable';
