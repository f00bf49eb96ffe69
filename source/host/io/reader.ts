/**
 * How files of a host are read: the seam between what is read when (the sampler) and where it comes
 * from, so that one plan serves this machine and one at the end of a connection.
 * Requests come in batches, because a connection wants few round trips.
 */
export type Reader = {
  /**
   * Names in a directory. With a root directory, links in `path` are followed inside it, and at most
   * 10,000 names are listed. Rejects with an error that has a `code`; EOVERFLOW: there are more.
   */
  list(path: string, root?: string): Promise<readonly string[]>;
  /** Answers every request, by one call of its `take` or `fail`; resolves when all are answered. */
  read(requests: readonly ReadRequest[]): Promise<void>;
  /**
   * Takes hold of the socket at a path below a root directory, and gives a path that leads to this
   * one for a while, whatever is put in its place. Rejects with an error that has a `code`. Absent:
   * no socket of the host can be reached.
   */
  holdSocket?(root: string, path: string, ownedBy?: number): Promise<string>;
  /** Errno that opening the file for writing would meet; absent: none. */
  writeRefusal(path: string): Promise<string | undefined>;
  /** This file will not be asked for often any more. */
  forget(path: string): void;
  /** So many processes are best read at a time; absent: a few. */
  readonly processesAtATime?: number;
};

export type ReadRequest = {
  path: string;
  /** `file` when absent. `link`: the target of a symbolic link, as bytes. */
  kind?: 'file' | 'link';
  /**
   * The root directory that `path` is a path in, of a container or of the host: links are followed
   * inside it, and nothing but a regular file of an ordinary file system is opened, whatever was
   * put there.
   */
  root?: string;
  /** With `root`: the file has to belong to this user or be readable by everybody, else EACCES. */
  ownedBy?: number;
  /** The kernel hands this file out in pieces; absent: one read gives all of it. */
  inPieces?: boolean;
  /** Bytes that are enough. */
  limit?: number;
  /** It will be asked for on every tick: worth keeping open. */
  often?: boolean;
  /** The kernel walks page tables for it: seconds are no hang. */
  patient?: boolean;
  /** Absent: the file waits for nobody. */
  waitsFor?: Lock | undefined;
  /** The content; the bytes are lent for the duration of this call. */
  take(bytes: Buffer): void;
  /** The kernel's refusal, or the reader's: see `Lock`. */
  fail?(errno: string): void;
};

/**
 * What a read may wait for, without end if its holder is stuck: the memory lock of a process, a
 * file system that does not answer. After such a read has hung, others for the same lock fail at
 * once with `ETIMEDOUT` for a while; when many hang, what never answered fails with `EAGAIN`.
 */
export type Lock = {
  name: string;
  /** The first system call that may wait. */
  from: 'open' | 'read';
};

/** The reader's own refusals: nothing is known, and a later try may find out. */
export function isStuck(errno: string | undefined): boolean {
  return errno === 'ETIMEDOUT' || errno === 'EAGAIN';
}

/** The errno of a failed system call. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code ?? 'EIO';
}
