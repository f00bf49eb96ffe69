import {constants} from 'node:os';
import type {ThreadStatus} from '../../../kernel/process/thread/threadState.js';
import {kernelRefusal, type Refusal, refusal} from '../../../model/optIn/refusals.js';
import {isGone} from './trace.js';

/** What became of a thread that was to be held; `again`: it must be examined again. */
export type ThreadOutcome = 'done' | 'gone' | 'again' | Refusal;

const {EPERM, EINVAL, EINTR} = constants.errno;
/** ERESTARTSYS of the kernel: a signal came before it was done. */
const restartSystemCall = -512;

/**
 * What the answer of PTRACE_SEIZE means; the kernel has one for several reasons.
 * @param status Of the thread by now; absent: it has ended.
 */
export function seizeOutcome(
  result: number,
  confined: boolean,
  status: ThreadStatus | undefined,
): ThreadOutcome {
  if (isGone(result) || !status || 'ZX'.includes(status.state)) return 'gone';
  if (status.tracerPid !== 0) return refusal('traced');
  if (confined && (result === -EPERM || result === -EINVAL)) return refusal('seccomp');
  return result === -EPERM ? refusal('not-permitted') : kernelRefusal(errnoName(result));
}

/** What the result of the call means; absent: it was not made. */
export function callOutcome(
  result: number | undefined,
  toleratedErrors: readonly number[],
): ThreadOutcome {
  if (result === undefined) return refusal('did-not-run');
  if (result === 0 || toleratedErrors.includes(-result)) return 'done';
  if (result === -EINVAL) return refusal('no-ksm');
  if (result === restartSystemCall || result === -EINTR) return refusal('interrupted');
  return kernelRefusal(errnoName(result));
}

function errnoName(result: number): string {
  const found = Object.entries(constants.errno).find(([, number]) => number === -result);
  return found?.[0] ?? `errno ${-result}`;
}
