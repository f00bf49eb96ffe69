import {constants} from 'node:os';
import {loadSystemCalls} from '../systemCalls/systemCalls.js';

/** PR_SET_PDEATHSIG. */
const setParentDeathSignal = 1;

/**
 * Has the kernel kill this process once the program that started it is gone, even by SIGKILL: a
 * closed pipe is noticed only between two reads. Without system calls, it ends when its read does.
 */
export async function endWithParent(): Promise<void> {
  const parent = process.ppid;
  const {systemCalls} = await loadSystemCalls();
  systemCalls?.call('prctl', setParentDeathSignal, constants.signals.SIGKILL);
  // It may have ended before.
  if (process.ppid !== parent) process.exit();
}
