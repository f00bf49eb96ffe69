import type {ContainerKind} from '../../kernel/container/identity.js';
import {shellLine} from '../../text/shell.js';
import {showUntrusted} from '../../text/untrusted.js';
import {environmentTable} from './environmentTable.js';
import type {GuideSubject} from './guideFacts.js';
import type {GuidePart, GuideSection} from './guideShape.js';
import {copy, settingLine} from './lines.js';
import {lxcCommands} from './lxcCommands.js';
import {machineShell} from './nspawn.js';

/** LD_PRELOAD of a library that offers large allocations: on every kernel that has KSM. */
export function preloadWay(subject: GuideSubject): GuideSection {
  const {row, library} = subject;
  const environment = environmentTable[row.kind]?.(subject) ?? [
    'Where its environment is set:',
    copy(settingLine`LD_PRELOAD=${library}`),
  ];
  return {
    heading: 'LD_PRELOAD: chosen programs, on every kernel',
    parts: [
      ...install(subject),
      ...environment,
      'It reaches dynamically linked programs of the same C library that are not setuid. Only blocks above 32 KiB are offered; KSMP_MERGE_THRESHOLD=4096 in the same environment lowers that.',
    ],
  };
}

/** Runtimes that mount the library from the host; whatever else needs it in its own root. */
const mounting: ReadonlySet<ContainerKind> = new Set([
  'docker',
  'podman',
  'containerd',
  'kubernetes',
  'ecs',
]);

/** How to run a command inside, by kind. */
const shells: Readonly<
  Partial<Record<ContainerKind, (subject: GuideSubject) => string | undefined>>
> = {
  lxc: (subject) => lxcCommands(subject).shell,
  openvz: ({handle}) => shellLine`vzctl enter ${handle}`,
  nspawn: machineShell,
};

function install(subject: GuideSubject): readonly GuidePart[] {
  const {row, model} = subject;
  if (row.library) return [`The library is in its root: ${showUntrusted(row.library)}.`];
  const there = row.library === false ? 'Its root has no KSM library in the usual places.' : '';
  if (row.library === undefined && model.sample.host.containerFilesRead === false) {
    return [
      'Whether its root has a KSM library is not read over SSH; ksmtop guide on that host tells.',
      ...installation(subject, there),
    ];
  }
  return installation(subject, there);
}

function installation(subject: GuideSubject, there: string): readonly GuidePart[] {
  const {row} = subject;
  if (mounting.has(row.kind)) {
    const where = `${there} Install ksm_preload on the host, to be bind-mounted from there; on Alpine (musl) it must be built for musl.`;
    return [where.trim()];
  }
  const shell = shells[row.kind];
  return [
    `${there} Install ksm_preload ${shell ? 'inside' : 'first'}: on EL and CentOS download the one RPM and install it without its dependencies; elsewhere build it with cmake.`.trim(),
    ...(shell ? [copy(shell(subject))] : []),
    ['rpm -i --nodeps ksm_preload-*.rpm'],
  ];
}
