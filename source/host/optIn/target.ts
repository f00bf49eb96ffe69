import type {OptInAction} from '../../model/optIn/optInTarget.js';

/** A thread that is to make the call, and what must still hold once it is stopped. */
export type Target = {
  pid: number;
  tid: number;
  startTicks: number;
  /** Digest of the addresses of its program; changes with each exec. */
  imageKey: number;
  /** By seccomp. */
  confined: boolean;
  /** Address of a `syscall` instruction in its code. */
  instruction: bigint;
  action: OptInAction;
};
