import {constants} from 'node:os';
import type {Registers} from '../../../kernel/process/thread/userRegisters.js';
import type {Argument, SystemCalls} from '../../systemCalls/systemCalls.js';

/** Requests and options of ptrace(2), from the kernel's `include/uapi/linux/ptrace.h`. */
const request = {
  peekText: 1,
  getRegisters: 12,
  setRegisters: 13,
  detach: 17,
  toSystemCall: 24,
  seize: 0x4206,
  interrupt: 0x4207,
  getSignalMask: 0x420a,
  setSignalMask: 0x420b,
  rseqConfiguration: 0x420f,
  userDispatch: 0x4211,
} as const;

/** Marks a stop at a system call, so that it is not taken for a signal. */
const markSystemCalls = 1;
const suspendSeccomp = 0x20_0000;

/** `__WALL`: threads, too. */
const waitForThreads = 0x4000_0000;

const {SIGTRAP} = constants.signals;
const {ESRCH, EINTR, EPERM, EINVAL} = constants.errno;

/** Why a wait for a thread ended. */
export type Stop =
  | {kind: 'asked' | 'system-call' | 'ended' | 'late'}
  /** Suspended with its process, by this signal. */
  | {kind: 'suspended'; signal: number}
  /** About to get this signal. */
  | {kind: 'signal'; signal: number};

/** Made once: a wait allocates nothing. */
const asked: Stop = {kind: 'asked'};
const systemCall: Stop = {kind: 'system-call'};
const ended: Stop = {kind: 'ended'};
const late: Stop = {kind: 'late'};

export type Trace = ReturnType<typeof createTrace>;

/** Operations on one traced thread at a time; each returns 0 or a negative errno. */
export function createTrace(calls: SystemCalls) {
  const status = Buffer.alloc(4);
  const mask = Buffer.alloc(8);
  const all = Buffer.alloc(8, 0xff);
  const bytes = Buffer.alloc(32);
  const instruction = Buffer.alloc(8);

  const ptrace = (what: number, tid: number, address: Argument = 0, data: Argument = 0) =>
    calls.call('ptrace', what, tid, address, data);

  return {
    /** Suspends its filter of seccomp, which may come only now; without one, where that is permitted. */
    seize(tid: number, confined: boolean): number {
      const result = ptrace(request.seize, tid, 0, markSystemCalls | suspendSeccomp);
      const cannotSuspend = result === -EPERM || result === -EINVAL;
      return cannotSuspend && !confined ? ptrace(request.seize, tid, 0, markSystemCalls) : result;
    },
    interrupt: (tid: number) => ptrace(request.interrupt, tid),
    toSystemCall: (tid: number) => ptrace(request.toSystemCall, tid),
    detach: (tid: number, signal: number) => ptrace(request.detach, tid, 0, signal),
    read: (tid: number, {memory}: Registers) => ptrace(request.getRegisters, tid, 0, memory),
    write: (tid: number, {memory}: Registers) => ptrace(request.setRegisters, tid, 0, memory),
    /** Keeps the mask of signals for `unmask`. */
    keepMask: (tid: number) => ptrace(request.getSignalMask, tid, mask.length, mask),
    maskAll: (tid: number) => ptrace(request.setSignalMask, tid, all.length, all),
    unmask: (tid: number) => ptrace(request.setSignalMask, tid, mask.length, mask),
    /** Eight bytes of its memory; absent: unreadable. Lent until the next call. */
    peek(tid: number, address: bigint): Buffer | undefined {
      return ptrace(request.peekText, tid, address, instruction) < 0 ? undefined : instruction;
    },
    /** Address of its area for restartable sequences; 0: it has none; absent: unknown. */
    rseqAddress(tid: number): bigint | undefined {
      const result = ptrace(request.rseqConfiguration, tid, 24, bytes);
      return result < 0 ? undefined : bytes.readBigUInt64LE(0);
    },
    /** Whether it handles system calls itself, possible since 5.11; absent: unknown before 6.4. */
    dispatchesCalls(tid: number): boolean | undefined {
      if (ptrace(request.userDispatch, tid, 32, bytes) < 0) return undefined;
      return bytes.readBigUInt64LE(0) !== 0n;
    },
    /**
     * Waits, blocked in the kernel, until the thread stops or has ended. A signal, as of the
     * watchdog's timer, ends the wait, too: `late`.
     */
    wait(tid: number): Stop {
      const result = calls.call('wait4', tid, status, waitForThreads, 0);
      if (result === -EINTR) return late;
      if (result < 0) return ended;
      const low = status[0] as number;
      if (low !== 0x7f) return ended;
      const signal = status[1] as number;
      if (signal === (SIGTRAP | 0x80)) return systemCall;
      const event = status[2] as number;
      if (event === 0) return {kind: 'signal', signal};
      return signal === SIGTRAP ? asked : {kind: 'suspended', signal};
    },
  };
}

export function isGone(result: number): boolean {
  return result === -ESRCH;
}
