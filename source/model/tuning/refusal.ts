import type {ParameterName} from '../../kernel/ksm/parameters.js';
import {checkValue, rangeText} from './checkValue.js';

/** Says in a sentence why the kernel refused a write, and what helps. */
export function explainRefusal(errno: string, name: ParameterName, value: string): string {
  const refused = `${name}=${value} was refused`;
  const stopped = `${name}=${value} was not carried through`;
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return `${refused}: only root may write here (${errno}); start ksmtop with sudo, or for a host over ssh with --sudo.`;
    case 'EROFS':
      return `${refused}: /sys is mounted read-only (EROFS), as in a container; write on the host.`;
    case 'ENOENT':
      return `${refused}: this kernel has no ${name} (ENOENT).`;
    case 'EBUSY':
      return `${refused}: pages are merged (EBUSY); unmerge with run=2, change it, then start again.`;
    case 'EINVAL':
      // In range, pages_to_scan is refused for this reason alone.
      if (name === 'pages_to_scan' && checkValue(name, value).problem === undefined) {
        return `${refused}: the kernel's advisor owns it (EINVAL); set advisor_mode=none first.`;
      }
      return `${refused}: ${name} takes ${rangeText(name)} (EINVAL).`;
    case 'ERANGE':
      return `${refused}: the number is too large (ERANGE); ${name} takes ${rangeText(name)}.`;
    case 'EINTR':
      return `${stopped}: a signal interrupted it (EINTR), and the rest stays merged; try again.`;
    case 'ENOMEM':
      return `${stopped}: the kernel found no more memory (ENOMEM), and the rest stays merged. Free some, or raise the limit of the containers that are full, then try again.`;
    case 'OOM':
      return `${stopped}: the kernel killed the process that unmerged for want of memory, and the rest stays merged. Free some, then try again.`;
    case 'ENOTCONN':
      return `${name}=${value} was not sent: there is no line to the host.`;
    case 'ECONNRESET':
      return `${name}=${value} was sent, but the line ended before the answer: what came of it is not known.`;
    case 'RECORDING':
      return `${refused}: this is a recording, and a recording cannot be changed.`;
    default:
      return `${refused}: the kernel said ${errno}.`;
  }
}
