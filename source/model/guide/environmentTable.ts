import type {ContainerKind} from '../../kernel/container/identity.js';
import {memoryKsmTrial, memoryKsmVersions} from '../derive/memoryKsm.js';
import {ecs, engine, kubernetes, plainContainerd} from './engines.js';
import type {GuideSubject} from './guideFacts.js';
import type {GuidePart} from './guideShape.js';
import {copy, settingLine} from './lines.js';
import {lxcCommands} from './lxcCommands.js';
import {machineRestart} from './nspawn.js';
import {prctlOnKernel} from './prctl.js';
import {editLine, restartLine, runner, systemUnit, type Unit, unitOf} from './unit.js';

/** How LD_PRELOAD gets to the programs of a container, by kind; `library` is there already. */
export const environmentTable: Readonly<
  Partial<Record<ContainerKind, (subject: GuideSubject) => readonly GuidePart[]>>
> = {
  docker: (subject) => engine('docker', subject),
  podman: (subject) => engine('podman', subject),
  containerd: (subject) =>
    /[:/][0-9a-f]{64}$/.test(subject.row.id)
      ? engine('nerdctl', subject)
      : plainContainerd(subject),
  kubernetes,
  ecs,
  lxc: (subject) => (subject.init === 'none' ? lxcSetting(subject) : byInit(subject)),
  openvz: byInit,
  nspawn: (subject) => (subject.init === 'none' ? nspawnSetting(subject) : byInit(subject)),
  service,
  session: ({library}) => [
    'Programs of a login session have the environment of the shell that starts them:',
    copy(settingLine`LD_PRELOAD=${library} COMMAND`),
  ],
  namespace: ({library}) => [
    'Give it to what starts the sandbox, as for bubblewrap:',
    copy(settingLine`bwrap --setenv LD_PRELOAD ${library} …`),
  ],
  flatpak: ({handle, library, owner}) => [
    'The library must be where the sandbox sees it. Then, for the app:',
    copy(
      owner === undefined
        ? settingLine`flatpak override --env=LD_PRELOAD=${library} ${appOf(handle)}`
        : settingLine`flatpak override --user --env=LD_PRELOAD=${library} ${appOf(handle)}`,
    ),
    'Then close the app and start it again.',
  ],
  runc: ociBundle,
  crun: ociBundle,
  nomad: ({library}) => [
    'In the task of the job, with the library where the task sees it:',
    copy('env {', settingLine`  LD_PRELOAD = "${library}"`, '}'),
    'Then run the job again:',
    ['nomad job run JOB.nomad.hcl'],
  ],
};

/** What is run without an engine above it. */
function ociBundle({library}: GuideSubject): readonly GuidePart[] {
  return [
    'In config.json of its bundle, in the list "env" of "process":',
    copy(settingLine`"LD_PRELOAD=${library}",`),
    'Then delete the container, and run it again.',
  ];
}

/** Flatpak and snap number the instances of an app. */
function appOf(handle: string): string {
  return handle.replace(/-\d+$/, '');
}

/** For programs that are started by systemd, or by scripts, inside a container or on the host. */
function byInit(subject: GuideSubject): readonly GuidePart[] {
  const {init, library} = subject;
  if (init !== 'systemd') return initScript(library);
  const {first, sound} = memoryKsmVersions;
  return [
    'Its systemd gives programs an environment of its own: what the container itself is started with does not reach them. Inside, for one service:',
    ...dropIn(systemUnit('mysql.service'), library),
    'Or for all services: in /etc/systemd/system.conf.d/ksm.conf, and then restart the container:',
    copy('[Manager]', settingLine`DefaultEnvironment=LD_PRELOAD=${library}`),
    ...(prctlOnKernel(subject).works
      ? [
          `Where \`systemctl --version\` in there says ${sound} or more, MemoryKSM=yes in place of Environment= does without the library. With ${first} or ${first + 1}, only if this succeeds in there:`,
          [memoryKsmTrial],
        ]
      : []),
  ];
}

/** What a unit sets reaches what it starts; a scope starts nothing. */
function service({row, library}: GuideSubject): readonly GuidePart[] {
  const unit = unitOf(row.id);
  if (!unit) return [copy(settingLine`LD_PRELOAD=${library} COMMAND`)];
  const asService = settingLine`-E LD_PRELOAD=${library} COMMAND`;
  const run = asService === undefined ? undefined : `${runner(unit.userId)} ${asService}`;
  if (unit.isScope) {
    return [
      'It is a scope: its programs have the environment of what started them. Start them so, or as a service:',
      copy(settingLine`LD_PRELOAD=${library} COMMAND`),
      copy(run),
    ];
  }
  if (unit.isTransient) {
    return ['It was made by systemd-run: stop it, and start it with one more option:', copy(run)];
  }
  return dropIn(unit, library);
}

/** A service that systemd starts. */
export function dropIn(unit: Unit, library: string): readonly GuidePart[] {
  return [
    copy(editLine(unit)),
    'In the editor, these two lines:',
    copy('[Service]', settingLine`Environment=LD_PRELOAD=${library}`),
    'Then restart it:',
    copy(restartLine(unit)),
  ];
}

/** A service that a script in /etc/init.d starts. */
export function initScript(library: string): readonly GuidePart[] {
  return [
    'One line at the top of its init script, below #!/bin/sh, as for /etc/init.d/mysql:',
    copy(settingLine`export LD_PRELOAD=${library}`),
    'Then restart it. The line must be in the script, because `service` clears the environment:',
    ['service mysql restart'],
  ];
}

function lxcSetting(subject: GuideSubject): readonly GuidePart[] {
  const {setting, restart} = lxcCommands(subject);
  return [...setting, 'Then restart it:', copy(restart)];
}

function nspawnSetting(subject: GuideSubject): readonly GuidePart[] {
  const {handle, library} = subject;
  return [
    'In a file of these two lines:',
    copy('[Exec]', settingLine`Environment=LD_PRELOAD=${library}`),
    'It is called:',
    copy(settingLine`/etc/systemd/nspawn/${handle}.nspawn`),
    'Then restart it:',
    copy(machineRestart(subject)),
  ];
}
