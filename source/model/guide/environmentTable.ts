import type {ContainerKind} from '../../kernel/container.js';
import type {GuidePart} from './guide.js';
import {type GuideSubject, hostLibrary} from './guideFacts.js';
import {prctlOnKernel} from './prctl.js';

/** How LD_PRELOAD gets to the programs of a container, by kind; `library` is there already. */
export const environmentTable: Readonly<
  Partial<Record<ContainerKind, (subject: GuideSubject) => readonly GuidePart[]>>
> = {
  docker: (subject) => engine('docker', subject),
  podman: (subject) => engine('podman', subject),
  kubernetes: kubernetes,
  lxc: (subject) => (subject.init === 'none' ? lxcSetting(subject) : byInit(subject)),
  openvz: byInit,
  nspawn: (subject) => (subject.init === 'none' ? nspawnSetting(subject) : byInit(subject)),
  service: ({handle, library}) => dropIn(handle, library),
  session: ({library}) => [
    'Programs of a login session have the environment of the shell that starts them:',
    [`LD_PRELOAD=${library} COMMAND`],
  ],
  namespace: ({library}) => [
    'Give it to what starts the sandbox, as for bubblewrap:',
    [`bwrap --setenv LD_PRELOAD ${library} …`],
  ],
};

/** For programs that are started by systemd, or by scripts, inside a container or on the host. */
function byInit(subject: GuideSubject): readonly GuidePart[] {
  const {init, library} = subject;
  if (init === 'systemd') {
    return [
      'Its systemd gives programs an environment of its own: what the container itself is started with does not reach them. Inside, for one service:',
      ...dropIn('mysql.service', library),
      'Or for all services: in /etc/systemd/system.conf.d/ksm.conf, and then start the container anew:',
      ['[Manager]', `DefaultEnvironment=LD_PRELOAD=${library}`],
      ...(prctlOnKernel(subject).works
        ? [
            'Where `systemctl --version` in there says 254 or more, MemoryKSM=yes in the place of Environment= does without the library.',
          ]
        : []),
    ];
  }
  return initScript(library);
}

/** A service that systemd starts. */
export function dropIn(unit: string, library: string): readonly GuidePart[] {
  return [
    [`systemctl edit ${unit}`],
    'In the editor, these two lines:',
    ['[Service]', `Environment=LD_PRELOAD=${library}`],
    'Then start it anew:',
    [`systemctl restart ${unit}`],
  ];
}

/** A service that a script in /etc/init.d starts. */
export function initScript(library: string): readonly GuidePart[] {
  return [
    'One line at the top of its init script, below #!/bin/sh, as for /etc/init.d/mysql:',
    [`export LD_PRELOAD=${library}`],
    'Then start it anew. The line must be in the script, because `service` clears the environment:',
    ['service mysql restart'],
  ];
}

/** An environment is given when a container is made: one that is there must be made anew. */
function engine(command: string, subject: GuideSubject): readonly GuidePart[] {
  const {row, library} = subject;
  const onHost = hostLibrary(subject);
  const mount = row.library ? [] : [`  -v ${onHost ?? library}:${library}:ro \\`];
  return [
    `The environment of a container is fixed when it is made: remove it, and run it again with ${mount.length > 0 ? 'two options more' : 'one option more'}.`,
    [`${command} run \\`, `  -e LD_PRELOAD=${library} \\`, ...mount, '  … IMAGE'],
    `In a compose file: environment: [LD_PRELOAD=${library}]. A wrapper around ${command} itself has no effect: the container is not its child.`,
  ];
}

function kubernetes(subject: GuideSubject): readonly GuidePart[] {
  const path = hostLibrary(subject) ?? '/usr/local/share/ksm_preload/libksm_preload.so';
  const [directory, file] = [path.slice(0, path.lastIndexOf('/')), path.split('/').at(-1)];
  return [
    'In the specification of the pod, with the library from a directory of each node:',
    [
      'containers:',
      '- name: …',
      '  env:',
      `  - {name: LD_PRELOAD, value: /ksm/${file}}`,
      '  volumeMounts:',
      '  - {name: ksm, mountPath: /ksm, readOnly: true}',
      'volumes:',
      `- {name: ksm, hostPath: {path: ${directory}}}`,
    ],
  ];
}

function lxcSetting({handle, row, library}: GuideSubject): readonly GuidePart[] {
  if (/^lxc:\d+$/.test(row.id)) {
    return [
      `In /etc/pve/lxc/${handle}.conf:`,
      [`lxc.environment: LD_PRELOAD=${library}`],
      'Then start it anew:',
      [`pct shutdown ${handle} && pct start ${handle}`],
    ];
  }
  return [
    `In /var/lib/lxc/${handle}/config:`,
    [`lxc.environment = LD_PRELOAD=${library}`],
    'Then start it anew:',
    [`lxc-stop -n ${handle} && lxc-start -n ${handle}`],
  ];
}

function nspawnSetting({handle, library}: GuideSubject): readonly GuidePart[] {
  return [
    `In /etc/systemd/nspawn/${handle}.nspawn:`,
    ['[Exec]', `Environment=LD_PRELOAD=${library}`],
    'Then start it anew:',
    [`machinectl terminate ${handle}; machinectl start ${handle}`],
  ];
}
