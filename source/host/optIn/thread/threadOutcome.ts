import {constants} from 'node:os';
import {kernelRefusal, type Refusal, refusal} from '../../../model/optIn/refusals.js';
import {isGone} from './trace.js';

/** What became of a thread that was to be held; `again`: it must be examined again. */
export type ThreadOutcome = 'done' | 'gone' | 'again' | Refusal;

const {EPERM, EINVAL, EINTR} = constants.errno;
/** ERESTARTSYS of the kernel: a signal came before it was done. */
const restartSystemCall = -512;

/** What the answer of PTRACE_SEIZE means. */
export function seizeOutcome(result: number, confined: boolean): ThreadOutcome {
  if (isGone(result)) return 'gone';
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
