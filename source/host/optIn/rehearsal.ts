import {type ChildProcess, spawn} from 'node:child_process';
import {constants} from 'node:os';
import type {SystemCalls} from '../systemCalls/systemCalls.js';

/** Waits for its input, and ends with it. */
const program = 'cat';

/**
 * Lends a process of this program's own, on which the steps can be done before the first target.
 * Code that runs for the first time is read, compiled and linked: a target would stand for
 * milliseconds. Without such a process, there is no rehearsal. Nothing here waits for the event
 * loop, which does not run in this child.
 */
export function rehearse(calls: SystemCalls, practise: (pid: number) => void): void {
  let actor: ChildProcess;
  try {
    actor = spawn(program, {stdio: ['pipe', 'ignore', 'ignore']});
  } catch {
    return;
  }
  // Where the program is missing.
  actor.on('error', () => {});
  const {pid} = actor;
  if (pid === undefined) return;
  practise(pid);
  calls.call('kill', pid, constants.signals.SIGKILL);
  calls.call('wait4', pid, 0, 0, 0);
  // The runtime will not hear of its end, and must not wait for it.
  actor.stdin?.destroy();
  actor.unref();
}
