import type {OptedIn} from '../../session/optIn/optingInState.js';
import {countOf, listOf} from '../../text/count.js';
import {showUntrusted} from '../../text/untrusted.js';

/**
 * Says what a session leaves opted in.
 * @param host Absent: this machine.
 */
export function sayLeftOptedIn(optedIn: readonly OptedIn[], host?: string): void {
  const where = host === undefined ? '' : ` on ${host}`;
  say(
    `Left opted in${where} until they restart`,
    optedIn.filter(({isUnknown}) => !isUnknown),
  );
  say(
    `Perhaps left opted in${where}, as the connection ended before the answer`,
    optedIn.filter(({isUnknown}) => isUnknown),
  );
}

function say(beginning: string, processes: readonly OptedIn[]): void {
  if (processes.length === 0) return;
  const names = [...new Set(processes.map(({containerId}) => containerId))];
  const what = `${countOf(processes.length, 'process', 'processes')} of ${listOf(names)}`;
  process.stdout.write(`${showUntrusted(`${beginning}: ${what}.`)}\n`);
}
