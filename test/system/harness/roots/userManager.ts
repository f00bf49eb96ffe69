import {copyFile, mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {quoted} from '../../../support/program.js';
import {mustRun} from '../../../support/run.js';
import {inside, type NspawnContainer} from '../containers/nspawn.js';

const user = {id: 1000, name: 'tester', home: '/home/tester'};
const runtimeDirectory = `user/${user.id}`;

/** As the distribution has it, but without a login: PAM and logind are not inside. */
const manager = `[Service]
User=${user.id}
Type=notify
ExecStart=/lib/systemd/systemd --user
Slice=user-${user.id}.slice
Delegate=yes
RuntimeDirectory=${runtimeDirectory}
Environment=XDG_RUNTIME_DIR=/run/${runtimeDirectory} HOME=${user.home}
`;

const units = '/usr/lib/systemd/user';
const copiedFiles = [
  ...['basic', 'default', 'sockets', 'timers', 'paths', 'shutdown', 'exit'].map(
    (name) => `${units}/${name}.target`,
  ),
  ...['app.slice', 'session.slice', 'background.slice', 'systemd-exit.service'].map(
    (name) => `${units}/${name}`,
  ),
  ...[`${units}/dbus.socket`, `${units}/dbus.service`, '/usr/share/dbus-1/session.conf'],
];

/** A user inside a machine with a systemd, whose own systemd runs the command as a service. */
export type MachineUser = {
  id: number;
  name: string;
  /** The line, as in a login session of that user. */
  line(text: string): string;
};

/** Starts the systemd of a user, with its bus and a service. */
export const startUserManager = async (
  machine: NspawnContainer,
  service: string,
  command: string,
): Promise<MachineUser> => {
  const path = (file: string) => join(machine.root, file);
  for (const file of copiedFiles) {
    await mkdir(dirname(path(file)), {recursive: true});
    await copyFile(file, path(file));
  }
  const {id, name, home} = user;
  await writeFile(path(`etc/systemd/system/user@${id}.service`), manager);
  const account = `${name}:x:${id}:${id}::${home}:/bin/sh`;
  const owned = `${home}/.config/systemd/user`;
  const line = (text: string) =>
    `cd / && XDG_RUNTIME_DIR=/run/${runtimeDirectory} su ${name} -s /bin/sh -c ${quoted(text)}`;
  const steps = [
    `echo ${account} >>/etc/passwd && mkdir -p ${owned}`,
    `printf '[Service]\\nExecStart=%s\\n' ${quoted(command)} >${owned}/${service}`,
    `busybox chown -R ${id}:${id} ${home}`,
    `systemctl daemon-reload && systemctl start user@${id}.service`,
    line(`systemctl --user start dbus.socket ${service}`),
  ];
  await mustRun(inside(machine, steps.join(' && ')));
  return {id, name, line};
};
