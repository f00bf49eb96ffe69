import {constants} from 'node:os';
import type {SystemCalls} from '../../systemCalls/systemCalls.js';

const signal = constants.signals.SIGALRM;
/** `SA_RESTART`: begin an interrupted system call again. */
const restartFlag = 0x1000_0000n;
const flagsOffset = 8;
const maskBytes = 8;
const realTimer = 0;
const microsecondsInSecond = 1_000_000;

/** Ends a wait in the kernel again and again, until it is disarmed. */
export type Watchdog = {arm(everyMs: number): void; disarm(): void};

/**
 * A timer whose signal interrupts wait4(2): JavaScript cannot run while its thread is blocked, and
 * ptrace(2) has to be called by that thread.
 */
export function createWatchdog(calls: SystemCalls): Watchdog {
  // The runtime's handler does no harm, but lets the kernel restart what it interrupts.
  process.on('SIGALRM', () => {});
  const action = Buffer.alloc(32);
  calls.call('rt_sigaction', signal, 0, action, maskBytes);
  const flags = action.readBigUInt64LE(flagsOffset);
  action.writeBigUInt64LE(flags & ~restartFlag, flagsOffset);
  calls.call('rt_sigaction', signal, action, 0, maskBytes);
  const timer = Buffer.alloc(32);

  function set(everyMs: number): void {
    const microseconds = everyMs * 1000;
    const seconds = Math.trunc(microseconds / microsecondsInSecond);
    const rest = microseconds % microsecondsInSecond;
    for (const offset of [0, 16]) {
      timer.writeBigInt64LE(BigInt(seconds), offset);
      timer.writeBigInt64LE(BigInt(rest), offset + 8);
    }
    calls.call('setitimer', realTimer, timer, 0);
  }

  return {arm: set, disarm: () => set(0)};
}
