/** Why a file could not be read, as far as the errno says. */
export type ReadFailure =
  /** The file does not exist; for a file of a process: the process has ended. */
  | 'gone'
  /** The reader lacks permission. */
  | 'denied'
  /** The read hangs, or was not tried because many other reads hang. */
  | 'hangs'
  /** The reader or the host has no file descriptor or memory left. */
  | 'out of resources'
  /** A signal interrupted the read. */
  | 'interrupted'
  /** The file is larger than what is read of any file. */
  | 'too large'
  /** Any other reason: the file exists, and its content is unknown. */
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

/** Classifies the errno of a failed read. */
export function readFailure(errno: string): ReadFailure {
  return failures[errno] ?? 'faulty';
}

/** Whether the errno means that the file does not exist or its process has ended. */
export function isGone(errno: string | undefined): boolean {
  return errno !== undefined && readFailure(errno) === 'gone';
}

const passing: ReadonlySet<ReadFailure> = new Set(['hangs', 'out of resources', 'interrupted']);

/** Whether the errno says nothing about the file itself, so that a later read may succeed. */
export function isPassing(errno: string | undefined): boolean {
  return errno !== undefined && passing.has(readFailure(errno));
}

/** A sentence on why something could not be read, with a cure where one is known. */
export function unreadSentence(what: string, errno: string): string {
  const {text, cure} = shortageOf(errno) ?? {text: errno, cure: undefined};
  return `${what}: ${text}.${cure === undefined ? '' : ` ${cure}`}`;
}

/** Which resource ran out, and the cure; absent: the errno has another cause. */
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
