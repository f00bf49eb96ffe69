/** `struct user_regs_struct` of x86-64: the registers of a stopped thread, as PTRACE_GETREGS gives them. */
export const registerBytes = 27 * 8;

/** Places of registers, in words of eight bytes. */
const word = {
  r10: 7,
  r8: 9,
  rax: 10,
  rdx: 12,
  rsi: 13,
  rdi: 14,
  originalRax: 15,
  rip: 16,
  cs: 17,
} as const;

/** Views of one memory; nothing is allocated when they are read or written as halves. */
export type Registers = {
  readonly memory: Buffer;
  readonly words: BigInt64Array;
  /** Lower halves at even places. */
  readonly halves: Int32Array;
};

export function createRegisters(): Registers {
  const memory = Buffer.alloc(registerBytes);
  const {buffer, byteOffset} = memory;
  return {
    memory,
    words: new BigInt64Array(buffer, byteOffset, registerBytes / 8),
    halves: new Int32Array(buffer, byteOffset, registerBytes / 4),
  };
}

/** Code segments of 64-bit programs: on the machine itself, and in a Xen PV guest. */
const wideSegments: readonly number[] = [0x33, 0xe033];

export function isWide({halves}: Registers): boolean {
  return wideSegments.includes(halves[2 * word.cs] ?? 0);
}

/** What the last system call returned: the kernel's result or a negative errno. */
export function resultOf({halves}: Registers): number {
  return halves[2 * word.rax] ?? 0;
}

/** The system call that the thread was in; negative: none. */
export function callOf({halves}: Registers): number {
  return halves[2 * word.originalRax] ?? -1;
}

export function instructionOf({words}: Registers): bigint {
  return BigInt.asUintN(64, words[word.rip] ?? 0n);
}

/** Bytes of the `syscall` instruction: 0f 05. */
export const syscallInstruction = Buffer.from([0x0f, 0x05]);

/** Address of the instruction that made the call which the thread is in. */
export function callerOf(registers: Registers): bigint {
  return instructionOf(registers) - BigInt(syscallInstruction.length);
}

/** The first three arguments of a system call; the others are 0. */
export type CallArguments = readonly [bigint, bigint, bigint];

/** Makes `target` the kept registers, but about to make this call by the instruction at `address`. */
export function prepareCall(
  target: Registers,
  kept: Registers,
  address: bigint,
  number: number,
  [first, second, third]: CallArguments,
): void {
  target.memory.set(kept.memory);
  const {words} = target;
  words[word.rax] = BigInt(number);
  words[word.rdi] = first;
  words[word.rsi] = second;
  words[word.rdx] = third;
  words[word.r10] = 0n;
  words[word.r8] = 0n;
  // Otherwise the kernel would restart the call that the thread was in.
  words[word.originalRax] = -1n;
  words[word.rip] = BigInt.asIntN(64, address);
}

/** Makes `target` the kept registers, but before the instruction of the call that was interrupted. */
export function prepareRepeat(target: Registers, kept: Registers): void {
  target.memory.set(kept.memory);
  const {words} = target;
  words[word.rax] = BigInt(callOf(kept));
  words[word.rip] = (words[word.rip] ?? 0n) - BigInt(syscallInstruction.length);
  words[word.originalRax] = -1n;
}
