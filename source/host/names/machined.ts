import {optionValues} from './commandOptions.js';
import type {NameSource} from './nameSource.js';

/** systemd's records of machines: a link from a unit to the machine that runs in it. */
export const machined: NameSource = async ({identity, files}) => {
  const unit = identity.cgroup?.path
    .split('/')
    .findLast((name) => /\.(?:scope|service)$/.test(name));
  if (unit === undefined) return undefined;
  return parseMachineName(await files.read(`/run/systemd/machines/unit:${unit}`));
};

/** The parent of a machine's first process: for a machine that is not registered. */
export const nspawnMonitor: NameSource = async ({parent}) =>
  parent?.command === 'systemd-nspawn'
    ? optionValues(parent.commandLine, ['-M', '--machine'])[0]
    : undefined;

/** The `NAME=…` line in the record of a machine. */
export function parseMachineName(text: string | undefined): string | undefined {
  return /^NAME=(\S+)$/m.exec(text ?? '')?.[1];
}
