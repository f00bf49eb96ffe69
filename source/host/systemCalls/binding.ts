type Word = number | bigint;

/** The C library's `syscall`, as a runtime or a package calls it. */
export type Binding = {
  syscall(number: number, a: Word, b: Word, c: Word, d: Word, e: Word, f: Word): number;
  /** Of the last call, if it returned −1. */
  errno(): number;
  addressOf(memory: Uint8Array): bigint;
};
