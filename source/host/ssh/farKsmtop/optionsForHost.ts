import {shellWord} from '../../../text/shell.js';
import type {MountPoints} from '../../io/mounts.js';
import type {Destination} from '../connection/sshCommand.js';

/** How a command line of ksmtop names this host, quoted for a shell: `-H root@hn1 --sudo`. */
export function optionsForHost({destination, sudo}: Destination, mounts: MountPoints): string {
  const word = (text: string) => shellWord(text) ?? '…';
  return [
    `-H ${word(destination)}`,
    ...(sudo ? ['--sudo'] : []),
    ...(mounts.procfs === '/proc' ? [] : [`--procfs ${word(mounts.procfs)}`]),
    ...(mounts.sysfs === '/sys' ? [] : [`--sysfs ${word(mounts.sysfs)}`]),
  ].join(' ');
}
