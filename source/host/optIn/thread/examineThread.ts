import {constants} from 'node:os';
import {canRepeat} from '../../../kernel/process/thread/interruptedCalls.js';
import {
  callerOf,
  callOf,
  instructionOf,
  isWide,
  type Registers,
  resultOf,
  syscallInstruction,
} from '../../../kernel/process/thread/userRegisters.js';
import {refusal} from '../../../model/optIn/refusals.js';
import type {TargetFiles} from '../targetFiles.js';
import {isInSequence} from './restartableSequence.js';
import type {Target} from './target.js';
import type {ThreadOutcome} from './threadOutcome.js';
import type {Trace} from './trace.js';

/** ERESTART_RESTARTBLOCK of the kernel: it continues the call by restart_syscall(2). */
const restartBlock = -516;

/**
 * Looks at a stopped thread with these registers; returns the address of the instruction by which it
 * can make a call, or why it must go on as it is.
 */
export function examineThread(
  trace: Trace,
  files: TargetFiles,
  target: Target,
  registers: Registers,
): ThreadOutcome | bigint {
  const {pid, tid} = target;
  if (!isWide(registers)) return refusal('thirty-two-bit');
  const stat = files.stat(pid);
  if (!stat) return 'gone';
  if (stat.startTicks !== target.startTicks) return refusal('other-process');
  if (stat.imageKey !== target.imageKey) return refusal('other-program');
  const status = files.status(pid, tid);
  // Another process may have the number of the thread by now.
  if (!status) return 'again';
  if (status.seccomp !== 0 && !target.confined) return 'again';
  // A worker of the kernel, as for io_uring, never gets to a program.
  if (instructionOf(registers) === 0n) return 'again';
  if (files.isFrozen(pid)) return refusal('frozen');
  const dispatches = trace.dispatchesCalls(tid);
  if (dispatches) return refusal('dispatches-calls');
  const isInCall = callOf(registers) >= 0;
  // A thread may handle its calls itself, and the kernel not tell: the call that it is in passed.
  if (dispatches === undefined && !isInCall) return 'again';
  const instruction = dispatches === undefined ? callerOf(registers) : target.instruction;
  const code = trace.peek(tid, instruction);
  if (!code?.subarray(0, syscallInstruction.length).equals(syscallInstruction)) return 'again';
  return !isInCall && isInSequence(trace, files, target, instructionOf(registers))
    ? 'again'
    : instruction;
}

/** Whether the call that the stop interrupted must be made again for the program not to notice. */
export function mustRepeat(files: TargetFiles, target: Target, registers: Registers): boolean {
  const {pid, tid, confined} = target;
  const call = callOf(registers);
  if (call < 0 || !isWide(registers)) return false;
  // A filter may permit the call, but not restart_syscall.
  if (resultOf(registers) === restartBlock) return confined;
  if (resultOf(registers) !== -constants.errno.EINTR || !canRepeat(call)) return false;
  // With a signal to handle, EINTR is what the program expects.
  const status = files.status(pid, tid);
  return status !== undefined && (status.pending & ~status.blocked) === 0n;
}
