/** What it means that a file could not be read. */
export type ReadFailure =
  /** There is no such file: of a process, that it has ended. */
  | 'gone'
  /** The reader has no right to it. */
  | 'denied'
  /** It does not answer, or so many others do not that it was not tried. */
  | 'hangs'
  /** The reader, or its machine, has no descriptor or memory left for it. */
  | 'out of resources'
  /** A signal came in between. */
  | 'interrupted'
  /** It is larger than what is read of any file. */
  | 'too large'
  /** Something else: the file is there, and what it says is not known. */
  | 'faulty';

const failures: Readonly<Record<string, ReadFailure>> = {
  ENOENT: 'gone',
  ESRCH: 'gone',
  ENOTDIR: 'gone',
  EACCES: 'denied',
  EPERM: 'denied',
  ETIMEDOUT: 'hangs',
  EAGAIN: 'hangs',
  EMFILE: 'out of resources',
  ENFILE: 'out of resources',
  ENOMEM: 'out of resources',
  ENOBUFS: 'out of resources',
  EINTR: 'interrupted',
  EFBIG: 'too large',
  EOVERFLOW: 'too large',
};

export function readFailure(errno: string): ReadFailure {
  return failures[errno] ?? 'faulty';
}

/** There is no such file, or its process has ended: nothing else says so. */
export function isGone(errno: string | undefined): boolean {
  return errno !== undefined && readFailure(errno) === 'gone';
}

const passing: ReadonlySet<ReadFailure> = new Set(['hangs', 'out of resources', 'interrupted']);

/** It says nothing about the file: nothing is known, and a later try may find out. */
export function isPassing(errno: string | undefined): boolean {
  return errno !== undefined && passing.has(readFailure(errno));
}

/** Says why something could not be read, and what helps where that is known. */
export function unreadSentence(what: string, errno: string): string {
  const {text, cure} = shortageOf(errno) ?? {text: errno, cure: undefined};
  return `${what}: ${text}.${cure === undefined ? '' : ` ${cure}`}`;
}

/** Why a reader had nothing left to read with, and what helps; absent: that was not it. */
export function shortageOf(errno: string): {text: string; cure: string} | undefined {
  return shortages[errno];
}

const shortages: Readonly<Record<string, {text: string; cure: string}>> = {
  EMFILE: {
    text: 'ksmtop has reached its limit of open files (EMFILE)',
    cure: 'Raise that limit (ulimit -n 4096), then start ksmtop again.',
  },
  ENFILE: {
    text: 'the host has reached its limit of open files (ENFILE)',
    cure: 'Find the program that holds them open (lsof), or raise fs.file-max with sysctl.',
  },
  ENOMEM: {
    text: 'the kernel has no memory left for this read (ENOMEM)',
    cure: 'Free some memory, or raise the memory limit of the cgroup that ksmtop runs in.',
  },
  ENOBUFS: {
    text: 'the kernel has no memory left for this read (ENOBUFS)',
    cure: 'Free some memory, or raise the memory limit of the cgroup that ksmtop runs in.',
  },
};
