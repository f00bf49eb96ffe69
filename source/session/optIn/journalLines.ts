import {groupBy} from '../../model/groupBy.js';
import type {ChangedProcess} from '../../model/optIn/optInResult.js';
import type {OptInAction} from '../../model/optIn/optInTarget.js';
import {quoted} from '../../text/quoted.js';
import {showUntrusted} from '../../text/untrusted.js';

/** The most pids in a line; syslog may cut after 1,024 bytes. */
const mostPids = 50;

/** What was opted in or out, by whom, a line for each container. */
export function journalLines(
  changed: readonly ChangedProcess[],
  action: OptInAction,
  user: string,
): string[] {
  const containers = groupBy(changed.map((process) => [process.container.id, process]));
  return [...containers].flatMap(([id, processes]) => {
    const done = processes.filter(({result}) => result.outcome === `opted-${action}`);
    const refused = processes.filter(({result}) => result.outcome === 'refused');
    if (done.length + refused.length === 0) return [];
    const pids = done.slice(0, mostPids).map(({target}) => target.pid);
    const more = done.length > mostPids ? ` and ${done.length - mostPids} more` : '';
    return [
      `opted ${action} by ${user}: container=${asField(id)} processes=${done.length} refused=${refused.length} pids=${pids.join(',') || 'none'}${more}`,
    ];
  });
}

/** A container can have a name that looks like more fields: what is not one word is quoted. */
function asField(text: string): string {
  return /^[^\s"=]{1,200}$/.test(text) ? showUntrusted(text) : quoted(text);
}

/** Who runs this program: behind sudo, the user that called it. */
export function currentUser(): string {
  const caller = process.env['SUDO_USER'];
  const uid = `uid ${process.getuid?.() ?? 'unknown'}`;
  return caller === undefined ? uid : `${asField(caller)} (${uid})`;
}
