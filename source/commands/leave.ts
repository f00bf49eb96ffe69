import {existsSync} from 'node:fs';
import type {OpenedHost} from './openHost.js';

let threadsHang = false;

/** Closes a host that is needed no more. */
export async function leave(host: OpenedHost): Promise<void> {
  await host.close();
  threadsHang = (host.hungReads ?? 0) > 0;
}

const shell = '/bin/sh';

/**
 * Ends the program if threads are left in reads that hang: Node would wait for them without end.
 * Becoming another program ends them too, and keeps the exit code; where that is not possible
 * (Node before 22.15), a signal must do.
 */
export function endDespiteHungReads(exitCode: number): void {
  if (!threadsHang) return;
  if (existsSync(shell)) process.execve?.(shell, ['sh', '-c', `exit ${exitCode}`], {});
  process.kill(process.pid, 'SIGKILL');
}
