import type {SystemCalls} from '../systemCalls/systemCalls.js';

/** KCMP_VM of kcmp(2): compares the memory of two processes. */
const memory = 1;

/** Whether a process uses the memory of its parent, as after vfork(2) until it starts a program. */
export function sharesMemory(
  calls: SystemCalls,
  {pid, parentPid}: {pid: number; parentPid: number},
): boolean {
  return calls.call('kcmp', pid, parentPid, memory, 0, 0) === 0;
}
