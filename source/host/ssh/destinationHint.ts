import {showUntrusted} from '../../text/untrusted.js';

/** How `ssh` takes what was meant; absent: it looks like a name. */
export function destinationHint(destination: string): string | undefined {
  const [, user = '', host = '', port] =
    /^((?:[^@]+@)?)(\[[^[\]]+\]|[^:/[\]]+)(?::(\d+))?$/.exec(destination) ?? [];
  const shown = showUntrusted(`${user}${host}`);
  if (port !== undefined) return `for a port, write ssh://${shown}:${port}.`;
  if (host.startsWith('['))
    return `write the address without brackets: ${shown.replace(/[[\]]/g, '')}.`;
  return undefined;
}
