import {copyFile, mkdir, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {copyWithLibraries, makeRootfs, type Startup} from './rootfs.js';

const units = '/lib/systemd/system';
const copiedUnits = [
  ...['basic', 'sysinit', 'multi-user', 'shutdown', 'umount', 'final', 'reboot', 'poweroff'].map(
    (name) => `${name}.target`,
  ),
  ...['dbus.service', 'dbus.socket'],
];
const copiedPrograms = [
  ...['/lib/systemd/systemd', '/usr/bin/systemctl', '/usr/bin/systemd-run'],
  '/usr/bin/dbus-daemon',
];

/** Without the file of the distribution: that one drops rights, and asks a user database. */
const busSettings = `<busconfig>
  <type>system</type>
  <listen>unix:path=/run/dbus/system_bus_socket</listen>
  <auth>EXTERNAL</auth>
  <policy user="root"><allow own="*"/><allow send_destination="*"/></policy>
</busconfig>
`;

/** What types for a person into the editor that `systemctl edit` opens: the lines of this file. */
const typed = '/lines';
const editor = `#!/bin/sh\ncat ${typed} >"$1"\n`;

/** A root whose first program is the host's own systemd, with the command as its one service. */
export const makeSystemdRoot = async (
  root: string,
  service: string,
  startup: Startup,
): Promise<void> => {
  await makeRootfs(root, startup);
  const inside = (path: string) => join(root, path);
  for (const file of copiedPrograms) await copyWithLibraries(file, root, file);
  const wanted = '/etc/systemd/system/multi-user.target.wants';
  for (const directory of [units, wanted, '/usr/share/dbus-1', '/etc/systemd/system.conf.d']) {
    await mkdir(inside(directory), {recursive: true});
  }
  for (const unit of copiedUnits) {
    await copyFile(join(units, unit), inside(join(units, unit)));
  }
  await symlink('multi-user.target', inside(`${units}/default.target`));
  await writeFile(inside('usr/share/dbus-1/system.conf'), busSettings);
  await writeFile(inside('etc/os-release'), 'ID=test\n');
  await writeFile(inside('etc/machine-id'), '');
  await writeFile(inside('bin/edit'), editor, {mode: 0o755});
  await writeFile(inside(`etc/systemd/system/${service}`), '[Service]\nExecStart=/start\n');
  await symlink(`../${service}`, inside(`${wanted}/${service}`));
  await symlink(`${units}/dbus.socket`, inside(`${wanted}/dbus.socket`));
};

/** What the editor of `systemctl edit` is to be left with. */
export const editTo = (root: string, lines: readonly string[]): Promise<void> =>
  writeFile(join(root, typed), `${lines.join('\n')}\n`);

/** The environment in which `systemctl edit` opens that editor. */
export const editing = {SYSTEMD_EDITOR: '/bin/edit'};
