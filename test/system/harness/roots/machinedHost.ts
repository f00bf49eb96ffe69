import {copyFile, mkdir, rm, symlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {pamPermit} from '../../../support/requirements.js';
import {mustRun} from '../../../support/run.js';
import {inside, type NspawnContainer, startNspawn} from '../containers/nspawn.js';
import {copyWithLibraries, makeRootfs} from './rootfs.js';
import {makeSystemdRoot} from './systemdRoot.js';

const units = '/lib/systemd/system';
const copiedPrograms = ['/lib/systemd/systemd-machined', '/usr/bin/machinectl'];
const copiedFiles = [
  ...['systemd-machined.service', 'systemd-nspawn@.service', 'machines.target'].map(
    (name) => `${units}/${name}`,
  ),
  '/usr/share/dbus-1/system.d/org.freedesktop.machine1.conf',
  '/usr/share/dbus-1/system-services/org.freedesktop.machine1.service',
];

/** What the template has, without what needs devices, a network or user namespaces. */
const unitOf = (boot: boolean) =>
  ['[Service]', 'ExecStart=', `ExecStart=${nspawn} ${boot ? '--boot' : '--as-pid2 /start'}`]
    .concat('DevicePolicy=auto', 'DeviceAllow=', 'WatchdogSec=0', '')
    .join('\n');
const nspawn =
  'systemd-nspawn --quiet --keep-unit --private-network --link-journal=no --settings=override --machine=%i';

/** The root directory of a machine of that host. */
export const machineRoot = (root: string, machine: string): string =>
  join(root, 'var/lib/machines', machine);

/**
 * A machine with a real systemd that is the host of two others, run by their units and known to its
 * machined: `box` has a systemd, which runs the command as a service; `plain` runs the command alone.
 */
export const startMachinedHost = async (
  name: string,
  service: string,
  command: readonly string[],
): Promise<NspawnContainer> => {
  const fill = async (root: string) => {
    const path = (file: string) => join(root, file);
    for (const file of [...copiedPrograms, '/usr/bin/systemd-nspawn']) {
      await copyWithLibraries(file, root, file);
    }
    for (const file of copiedFiles) {
      await mkdir(dirname(path(file)), {recursive: true});
      await copyFile(file, path(file));
    }
    const alias = path(`${units}/dbus-org.freedesktop.machine1.service`);
    await symlink('systemd-machined.service', alias);
    const [box, plain] = [machineRoot(root, 'box'), machineRoot(root, 'plain')];
    await makeSystemdRoot(box, service, {command});
    await makeRootfs(plain, {command});
    // A login by `machinectl shell`; the bus is looked for below /var/run.
    await copyWithLibraries(pamPermit, box, pamPermit);
    const permit = ['auth', 'account', 'session', 'password'].map(
      (kind) => `${kind} required pam_permit.so\n`,
    );
    await mkdir(join(box, 'etc/pam.d'));
    await writeFile(join(box, 'etc/pam.d/login'), permit.join(''));
    await rm(join(box, 'var/run'), {recursive: true, force: true});
    await symlink('../run', join(box, 'var/run'));
    for (const [machine, boot] of [['box', true] as const, ['plain', false] as const]) {
      const dropIns = path(`etc/systemd/system/systemd-nspawn@${machine}.service.d`);
      await mkdir(dropIns, {recursive: true});
      await writeFile(join(dropIns, 'lab.conf'), unitOf(boot));
    }
  };
  const host = await startNspawn({name, service, fill});
  try {
    await mustRun(inside(host, 'systemctl start systemd-nspawn@box systemd-nspawn@plain'));
    return host;
  } catch (error) {
    await host.stop();
    throw error;
  }
};
