import type {ParameterName} from '../../kernel/ksm/parameters.js';
import {checkValue, rangeText} from './checkValue.js';

/** A sentence that says which write failed, why, and what helps. */
export function explainRefusal(errno: string, name: ParameterName, value: string): string {
  const refused = `Cannot set ${name}=${value}`;
  const stopped = `${name}=${value} was not completed`;
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return `${refused}: only root may write here (${errno}). Start ksmtop with sudo, or with --sudo for a host via ssh.`;
    case 'EROFS':
      return `${refused}: /sys is mounted read-only (EROFS), as in a container. Run ksmtop on the host.`;
    case 'ENOENT':
      return `${refused}: this kernel has no ${name} (ENOENT).`;
    case 'EBUSY':
      return `${refused}: pages are merged (EBUSY). Unmerge with run=2, set it, then start ksmd again with run=1.`;
    case 'EINVAL':
      // In range, pages_to_scan is refused for this reason alone.
      if (name === 'pages_to_scan' && checkValue(name, value).problem === undefined) {
        return `${refused}: the kernel's advisor controls it (EINVAL). Set advisor_mode=none first.`;
      }
      return `${refused}: the kernel rejects the value (EINVAL). ${name} takes ${rangeText(name)}.`;
    case 'ERANGE':
      return `${refused}: the number is too large (ERANGE). ${name} takes ${rangeText(name)}.`;
    case 'EINTR':
      return `${stopped}: a signal interrupted it (EINTR), and the rest stays merged. Try again.`;
    case 'ENOMEM':
      return `${stopped}: the kernel ran out of memory (ENOMEM), and the rest stays merged. Free some memory, or raise the limit of the containers that are full, then try again.`;
    case 'OOM':
      return `${stopped}: the kernel ran out of memory and killed the process that unmerged, and the rest stays merged. Free some memory, then try again.`;
    case 'ENOTCONN':
      return `${name}=${value} was not sent: there is no connection to the host.`;
    case 'ECONNRESET':
      return `${name}=${value} was sent, but the connection ended before the answer: whether it was written is unknown.`;
    case 'RECORDING':
      return `${refused}: this is a recording, which cannot be changed.`;
    default:
      return `${refused}: the kernel returned ${errno}.`;
  }
}
