import type {ContainerKind} from '../../kernel/container/identity.js';
import {shellLine} from '../../text/shell.js';
import {showUntrusted} from '../../text/untrusted.js';
import {environmentTable} from './environmentTable.js';
import {type GuidePart, type GuideSection, settingLine, verbatim} from './guideShape.js';
import type {GuideSubject} from './guideSubject.js';
import {lxcCommands} from './lxcCommands.js';
import {machineShell} from './nspawn.js';

/** LD_PRELOAD of a library that offers large allocations: on every kernel that has KSM. */
export function preloadSection(subject: GuideSubject): GuideSection {
  const {row, library} = subject;
  const environment = environmentTable[row.kind]?.(subject) ?? [
    'Where its environment is set:',
    verbatim(settingLine`LD_PRELOAD=${library}`),
  ];
  return {
    heading: 'LD_PRELOAD: chosen programs, on every kernel',
    parts: [
      ...libraryParts(subject),
      ...environment,
      'This reaches dynamically linked programs that use the same C library and are not setuid. Only blocks above 32 KiB are offered; KSMP_MERGE_THRESHOLD=4096 in the same environment lowers that limit.',
    ],
  };
}

/** Runtimes that mount the library from the host; other containers need it in their own root. */
const mounting: ReadonlySet<ContainerKind> = new Set([
  'docker',
  'podman',
  'containerd',
  'kubernetes',
  'ecs',
]);

/** How to open a shell inside, by kind. */
const shells: Readonly<
  Partial<Record<ContainerKind, (subject: GuideSubject) => string | undefined>>
> = {
  lxc: (subject) => lxcCommands(subject).shell,
  openvz: ({handle}) => shellLine`vzctl enter ${handle}`,
  nspawn: machineShell,
};

function libraryParts(subject: GuideSubject): readonly GuidePart[] {
  const {row, model} = subject;
  if (row.library) return [`The library is installed in its root: ${showUntrusted(row.library)}.`];
  const there = row.library === false ? 'Its root has no KSM library in the usual places.' : '';
  if (row.library === undefined && model.sample.host.containerFilesRead === false) {
    return [
      'Whether its root has a KSM library is not read over SSH; run ksmtop guide on that host to see.',
      ...installParts(subject, there),
    ];
  }
  return installParts(subject, there);
}

function installParts(subject: GuideSubject, there: string): readonly GuidePart[] {
  const {row} = subject;
  if (mounting.has(row.kind)) {
    const where = `${there} Install ksm_preload on the host, to be bind-mounted from there; for Alpine (musl), build it for musl.`;
    return [where.trim()];
  }
  const shell = shells[row.kind];
  return [
    `${there} Install ksm_preload ${shell ? 'inside' : 'first'}: on EL and CentOS, download the RPM and install it without its dependencies; elsewhere, build it with cmake.`.trim(),
    ...(shell ? [verbatim(shell(subject)), 'In that shell, on EL and CentOS:'] : []),
    ['rpm -i --nodeps ksm_preload-*.rpm'],
  ];
}

/** These share the root of the host: the file would affect every program of the host. */
const withoutRoot: ReadonlySet<string> = new Set([
  'service',
  'session',
  'namespace',
  'flatpak',
  'snap',
]);

/** /etc/ld.so.preload, for programs whose environment cannot be set. */
export function preloadFileSection({row, library}: GuideSubject): GuideSection | undefined {
  if (withoutRoot.has(row.kind)) return undefined;
  return {
    heading: '/etc/ld.so.preload in its root: every program, including setuid ones',
    parts: [
      'Inside the container, never on the host, and only once the library is installed there:',
      verbatim(settingLine`echo ${library} >> /etc/ld.so.preload`),
      'Every program that starts in the container reads this file; those of another C library or architecture print an error at each start.',
    ],
  };
}
