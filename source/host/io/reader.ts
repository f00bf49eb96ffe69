/**
 * Reads files of a host: the seam between what is read when (the sampler) and where it comes from,
 * so that one plan serves this machine and remote ones. Requests come in batches, because a
 * connection needs few round trips.
 */
export type Reader = {
  /**
   * The names in a directory. With a root directory, links in `path` are resolved inside it, and at
   * most 10,000 names are listed. Rejects with an error that has a `code`; EOVERFLOW: there are more.
   */
  list(path: string, root?: string): Promise<readonly string[]>;
  /** Answers every request, by one call of its `take` or `fail`; resolves when all are answered. */
  read(requests: readonly ReadRequest[]): Promise<void>;
  /**
   * Holds the socket at a path below a root directory, and returns a path that leads to it for a
   * while, even if another takes its place. Rejects with an error that has a `code`. Absent: sockets
   * of this host cannot be reached.
   */
  holdSocket?(root: string, path: string, ownedBy?: number): Promise<string>;
  /** The errno that opening the file for writing would give; absent: none. */
  writeRefusal(path: string): Promise<string | undefined>;
  /** This file will no longer be read often. */
  forget(path: string): void;
  /** How many processes are best read at a time; absent: a few. */
  readonly processesAtATime?: number;
};

export type ReadRequest = {
  path: string;
  /** `file` when absent. `link`: the target of a symbolic link, as bytes. */
  kind?: 'file' | 'link';
  /**
   * The root directory, of a container or of the host, that `path` is relative to: links are
   * resolved inside it, and only a regular file of a file system that stores files is opened.
   */
  root?: string;
  /** With `root`: the file must belong to this user or be readable by everyone, else EACCES. */
  ownedBy?: number;
  /** The kernel hands this file out in pieces; absent: one read gives all of it. */
  inPieces?: boolean;
  /** Bytes that are enough. */
  limit?: number;
  /** It is read on every tick: its descriptor is cached. */
  often?: boolean;
  /** The kernel walks page tables for it: taking seconds is no hang. */
  patient?: boolean;
  /** Absent: reading it never waits. */
  waitsFor?: Lock | undefined;
  /** Takes the content; the bytes are lent for the duration of the call. */
  take(bytes: Buffer): void;
  /** Takes the errno of the kernel, or of the reader: see `Lock`. */
  fail?(errno: string): void;
};

/**
 * What a read may wait for, forever if its holder is stuck: the memory lock of a process, a file
 * system that does not answer. After a read has hung, others at the same lock fail at once with
 * `ETIMEDOUT` for a while; when many hang, locks that never answered fail with `EAGAIN`.
 */
export type Lock = {
  name: string;
  /** The first system call that may wait. */
  from: 'open' | 'read';
};

/** The reader's own refusals: nothing is known, and a later read may succeed. */
export function isStuck(errno: string | undefined): boolean {
  return errno === 'ETIMEDOUT' || errno === 'EAGAIN';
}

/** The errno of a failed system call. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code ?? 'EIO';
}
