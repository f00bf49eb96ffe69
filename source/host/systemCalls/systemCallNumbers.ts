/** Numbers from the kernel's `unistd.h`, by architecture as Node calls it. */
const numbers = {
  x64: {
    rt_sigaction: 13,
    ioctl: 16,
    setitimer: 38,
    getpid: 39,
    socket: 41,
    sendto: 44,
    wait4: 61,
    kill: 62,
    flock: 73,
    ptrace: 101,
    prctl: 157,
    kcmp: 312,
  },
  arm64: {
    rt_sigaction: 134,
    ioctl: 29,
    setitimer: 103,
    getpid: 172,
    socket: 198,
    sendto: 206,
    wait4: 260,
    kill: 129,
    flock: 32,
    ptrace: 117,
    prctl: 167,
    kcmp: 272,
  },
} as const satisfies Record<string, Record<string, number>>;

export type SystemCallName = keyof (typeof numbers)['x64'];

/** Absent: the architecture is not in the table. */
export function systemCallNumber(name: SystemCallName): number | undefined {
  return (numbers as Partial<Record<string, Record<SystemCallName, number>>>)[process.arch]?.[name];
}
