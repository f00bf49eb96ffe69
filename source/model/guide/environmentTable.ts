import type {ContainerKind} from '../../kernel/container/identity.js';
import {memoryKsmTrial, memoryKsmVersions} from '../derive/memoryKsm.js';
import {ecs, engine, kubernetes, plainContainerd, quadlet, quadletUnit} from './engines.js';
import {type GuidePart, settingLine, verbatim} from './guideShape.js';
import type {GuideSubject} from './guideSubject.js';
import {lxcCommands} from './lxcCommands.js';
import {machineRestart, nixosServices} from './nspawn.js';
import {prctlOnKernel} from './prctl.js';
import {editLine, restartLine, runner, systemUnit, type Unit, unitOf} from './unit.js';

/** How to set LD_PRELOAD for the programs of a container, by kind; the library is installed. */
export const environmentTable: Readonly<
  Partial<Record<ContainerKind, (subject: GuideSubject) => readonly GuidePart[]>>
> = {
  docker: (subject) => engine('docker', subject),
  podman(subject) {
    const unit = quadletUnit(subject);
    return unit ? quadlet(unit, subject) : engine('podman', subject);
  },
  containerd: (subject) =>
    /[:/][0-9a-f]{64}$/.test(subject.row.id)
      ? engine('nerdctl', subject)
      : plainContainerd(subject),
  kubernetes,
  ecs,
  lxc: (subject) => (subject.init === 'none' ? lxcSetting(subject) : byInit(subject)),
  openvz: byInit,
  nspawn: (subject) =>
    nixosServices(subject) ?? (subject.init === 'none' ? nspawnSetting(subject) : byInit(subject)),
  service,
  session: ({library}) => [
    'Programs of a login session inherit the environment of the shell that starts them:',
    verbatim(settingLine`LD_PRELOAD=${library} COMMAND`),
  ],
  namespace: ({library}) => [
    'Set it where the sandbox is started, for example with bubblewrap:',
    verbatim(settingLine`bwrap --setenv LD_PRELOAD ${library} …`),
  ],
  flatpak: ({handle, library, owner}) => [
    'The library must be visible inside the sandbox. Then, for the app:',
    verbatim(
      owner === undefined
        ? settingLine`flatpak override --env=LD_PRELOAD=${library} ${appOf(handle)}`
        : settingLine`flatpak override --user --env=LD_PRELOAD=${library} ${appOf(handle)}`,
    ),
    'Then restart the app.',
  ],
  runc: ociBundle,
  crun: ociBundle,
  nomad: ({library}) => [
    'In the task of the job, with the library visible inside the task:',
    verbatim('env {', settingLine`  LD_PRELOAD = "${library}"`, '}'),
    'Then run the job again:',
    ['nomad job run JOB.nomad.hcl'],
  ],
};

/** A container that is run without an engine. */
function ociBundle({library}: GuideSubject): readonly GuidePart[] {
  return [
    'In config.json of its bundle, in the list "env" of "process":',
    verbatim(settingLine`"LD_PRELOAD=${library}",`),
    'Then delete the container and run it again.',
  ];
}

/** Flatpak and snap number the instances of an app. */
function appOf(handle: string): string {
  return handle.replace(/-\d+$/, '');
}

/** For programs that systemd or init scripts start inside a container. */
function byInit(subject: GuideSubject): readonly GuidePart[] {
  const {init, library} = subject;
  if (init !== 'systemd') return initScript(library);
  const {first, sound} = memoryKsmVersions;
  return [
    'Its systemd sets the environment of its services: variables given to the container itself do not reach them. Inside, for one service:',
    ...dropIn(systemUnit('mysql.service'), library),
    'Or for all services, in /etc/systemd/system.conf.d/ksm.conf; then restart the container:',
    verbatim('[Manager]', settingLine`DefaultEnvironment=LD_PRELOAD=${library}`),
    ...(prctlOnKernel(subject).works
      ? [
          `If \`systemctl --version\` inside says ${sound} or later, MemoryKSM=yes in place of Environment= works without the library. With ${first} or ${first + 1}, use it only if this succeeds inside:`,
          [memoryKsmTrial],
        ]
      : []),
  ];
}

/** Settings of a unit reach the programs that it starts; a scope starts none. */
function service({row, library}: GuideSubject): readonly GuidePart[] {
  const unit = unitOf(row.id);
  if (!unit) return [verbatim(settingLine`LD_PRELOAD=${library} COMMAND`)];
  const asService = settingLine`-E LD_PRELOAD=${library} COMMAND`;
  const run = asService === undefined ? undefined : `${runner(unit.userId)} ${asService}`;
  if (unit.isScope) {
    return [
      'It is a scope: its programs inherit the environment of the program that started them. Start them with one of these:',
      verbatim(settingLine`LD_PRELOAD=${library} COMMAND`),
      verbatim(run),
    ];
  }
  if (unit.isTransient) {
    return [
      'It was made by systemd-run. Stop it and start it with one more option:',
      verbatim(run),
    ];
  }
  return dropIn(unit, library);
}

/** A service that systemd starts. */
export function dropIn(unit: Unit, library: string): readonly GuidePart[] {
  return [
    verbatim(editLine(unit)),
    'In the editor, add these two lines:',
    verbatim('[Service]', settingLine`Environment=LD_PRELOAD=${library}`),
    'Then restart it:',
    verbatim(restartLine(unit)),
  ];
}

/** A service that a script in /etc/init.d starts. */
export function initScript(library: string): readonly GuidePart[] {
  return [
    'Add one line to its init script, below #!/bin/sh (for example in /etc/init.d/mysql):',
    verbatim(settingLine`export LD_PRELOAD=${library}`),
    'Then restart the service. The line must be in the script because `service` clears the environment:',
    ['service mysql restart'],
  ];
}

function lxcSetting(subject: GuideSubject): readonly GuidePart[] {
  const {setting, restart} = lxcCommands(subject);
  return [...setting, 'Then restart it:', verbatim(restart)];
}

function nspawnSetting(subject: GuideSubject): readonly GuidePart[] {
  const {handle, library} = subject;
  return [
    'Create this file:',
    verbatim(settingLine`/etc/systemd/nspawn/${handle}.nspawn`),
    'Write these two lines to it:',
    verbatim('[Exec]', settingLine`Environment=LD_PRELOAD=${library}`),
    'Then restart it:',
    verbatim(machineRestart(subject)),
  ];
}
