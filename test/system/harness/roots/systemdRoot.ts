import {existsSync} from 'node:fs';
import {appendFile, copyFile, mkdir, symlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {commandWords, shellLine} from '../../../support/program.js';
import {ksmtopProgram} from '../ksmtop.js';
import {copyLibraries, copyWithLibraries, makeRootfs, type Startup} from './rootfs.js';

const units = '/lib/systemd/system';
const copiedUnits = [
  ...['basic', 'sysinit', 'multi-user', 'shutdown', 'umount', 'final', 'reboot', 'poweroff'].map(
    (name) => `${name}.target`,
  ),
  ...['dbus.service', 'dbus.socket'],
];
/** The executor is a program of its own since systemd 255. */
const copiedPrograms = [
  ...['/lib/systemd/systemd', '/lib/systemd/systemd-executor', '/usr/bin/systemctl'],
  ...['/usr/bin/systemd-run', '/usr/bin/dbus-daemon'],
].filter(existsSync);

/** The bus by which `systemd-run` reaches systemd, as the distribution sets it up. */
const busSettings = ['system.conf', 'system.d/org.freedesktop.systemd1.conf'].map(
  (name) => `/usr/share/dbus-1/${name}`,
);

/** Types for a person into the editor that `systemctl edit` opens: lines where its comments say. */
const typed = '/lines';
const editor = `#!/bin/sh\nbusybox sed -i '/^### Anything between/r ${typed}' "$1"\n`;

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
  for (const directory of [units, wanted, '/etc/systemd/system.conf.d']) {
    await mkdir(inside(directory), {recursive: true});
  }
  for (const file of [...copiedUnits.map((unit) => join(units, unit)), ...busSettings]) {
    await mkdir(dirname(inside(file)), {recursive: true});
    await copyFile(file, inside(file));
  }
  await symlink('multi-user.target', inside(`${units}/default.target`));
  await appendFile(inside('etc/passwd'), 'messagebus:x:100:100::/:\n');
  await writeFile(inside('etc/group'), 'root:x:0:\nmessagebus:x:100:\n');
  await writeFile(inside('etc/os-release'), 'ID=test\n');
  await writeFile(inside('etc/machine-id'), '');
  await writeFile(inside('bin/edit'), editor, {mode: 0o755});
  await writeFile(inside('bin/ksmtop'), `#!/bin/sh\nexec ${shellLine(ksmtopProgram())} "$@"\n`, {
    mode: 0o755,
  });
  await copyLibraries(ksmtopProgram().command, root);
  await writeFile(inside(`etc/systemd/system/${service}`), '[Service]\nExecStart=/start\n');
  await symlink(`../${service}`, inside(`${wanted}/${service}`));
  await symlink(`${units}/dbus.socket`, inside(`${wanted}/dbus.socket`));
};

/** The directories that ksmtop is in, to be seen inside where they are outside. */
export const boundDirectories = (): string[] => [
  ...new Set(commandWords(ksmtopProgram()).map((word) => dirname(word))),
];

/** The text that the editor of `systemctl edit` writes. */
export const editTo = (root: string, lines: readonly string[]): Promise<void> =>
  writeFile(join(root, typed), `${lines.join('\n')}\n`);

/** The environment in which `systemctl edit` opens that editor. */
export const editing = {SYSTEMD_EDITOR: '/bin/edit'};
