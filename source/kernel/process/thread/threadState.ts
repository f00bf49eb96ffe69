/** Lines of `/proc/PID/task/TID/status` that decide whether a thread may be stopped. */
export type ThreadStatus = {
  /** One letter: R, S, D, T, t, Z, X, I. */
  state: string;
  /** Thread that traces it; 0: none. */
  tracerPid: number;
  /** 0: no seccomp, 1: strict, 2: a filter. */
  seccomp: number;
  /** Signals that wait to be delivered, of the thread and of its process. */
  pending: bigint;
  blocked: bigint;
};

/** Parses it; absent: not a status. A line that the kernel lacks counts as 0. */
export function parseThreadStatus(text: string): ThreadStatus | undefined {
  const state = /^State:\s+(\S)/m.exec(text)?.[1];
  if (state === undefined) return undefined;
  const number = (key: string) =>
    Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  const mask = (key: string) =>
    BigInt(`0x${new RegExp(`^${key}:\\s+([0-9a-f]+)`, 'm').exec(text)?.[1] ?? '0'}`);
  return {
    state,
    tracerPid: number('TracerPid'),
    seccomp: number('Seccomp'),
    pending: mask('SigPnd') | mask('ShdPnd'),
    blocked: mask('SigBlk'),
  };
}

/** A call, its six arguments, the stack pointer and the address of the next instruction. */
const callWords = 9;

/**
 * What a thread does, from `/proc/PID/task/TID/syscall`: the number of the system call that it
 * sleeps in; `running`; `elsewhere`: it waits outside of a system call, as for a page, or is a worker
 * that the kernel added to the process, as for io_uring: it has neither stack nor program.
 */
export function parseThreadCall(text: string): number | 'running' | 'elsewhere' | undefined {
  const words = text.trim().split(' ');
  const [word = ''] = words;
  if (word === 'running') return 'running';
  const isWorker = words.length === callWords && words.slice(-2).every((each) => each === '0x0');
  if (word === '-1' || isWorker) return 'elsewhere';
  return /^\d+$/.test(word) ? Number(word) : undefined;
}
