import type {BorrowedCall} from './borrowedCall.js';

/** A process that is to make a call, and what must still hold once it is stopped. */
export type TargetProcess = {
  pid: number;
  startTicks: number;
  /** Digest of the addresses of its program; changes with each exec. */
  imageKey: number;
  /** Address of a `syscall` instruction in its code. */
  instruction: bigint;
  call: BorrowedCall;
};

/** The thread of it that is to make the call. */
export type Target = TargetProcess & {
  tid: number;
  /** By seccomp. */
  confined: boolean;
};
