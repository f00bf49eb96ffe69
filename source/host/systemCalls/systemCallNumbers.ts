/** Numbers from the kernel's `unistd.h`, by architecture as Node calls it. */
const numbers = {
  x64: {getpid: 39, ioctl: 16, wait4: 61, ptrace: 101, prctl: 157},
  arm64: {getpid: 172, ioctl: 29, wait4: 260, ptrace: 117, prctl: 167},
} as const satisfies Record<string, Record<string, number>>;

export type SystemCallName = keyof (typeof numbers)['x64'];

/** Absent: the architecture is not in the table. */
export function systemCallNumber(name: SystemCallName): number | undefined {
  return (numbers as Partial<Record<string, Record<SystemCallName, number>>>)[process.arch]?.[name];
}
