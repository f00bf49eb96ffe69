import type {ContainerKind} from '../../kernel/container.js';
import {showUntrusted} from '../../text/untrusted.js';
import {environmentTable} from './environmentTable.js';
import type {GuidePart, GuideSection} from './guide.js';
import type {GuideSubject} from './guideFacts.js';

/** LD_PRELOAD of a library that offers large allocations: on every kernel that has KSM. */
export function preloadWay(subject: GuideSubject): GuideSection {
  const {row, library} = subject;
  const environment = environmentTable[row.kind]?.(subject) ?? [
    'Where its environment is set:',
    [`LD_PRELOAD=${library}`],
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
const mounting: ReadonlySet<ContainerKind> = new Set(['docker', 'podman', 'kubernetes']);

/** How to run a command inside, by kind. */
const shells: Readonly<Partial<Record<ContainerKind, (handle: string) => string>>> = {
  lxc: (handle) => (/^\d+$/.test(handle) ? `pct enter ${handle}` : `lxc-attach -n ${handle}`),
  openvz: (handle) => `vzctl enter ${handle}`,
  nspawn: (handle) => `machinectl shell ${handle}`,
};

function install({row, handle}: GuideSubject): readonly GuidePart[] {
  if (row.library) return [`The library is in its root: ${showUntrusted(row.library)}.`];
  const there = row.library === false ? 'Its root has no KSM library in the usual places.' : '';
  if (mounting.has(row.kind)) {
    const where = `${there} Install ksm_preload on the host, from where it is mounted; on Alpine (musl) it must be built for musl.`;
    return [where.trim()];
  }
  const shell = shells[row.kind]?.(handle);
  return [
    `${there} Install ksm_preload ${shell ? 'inside' : 'first'}: on EL and CentOS download the one RPM and install it without what it depends on; elsewhere build it with cmake.`.trim(),
    [...(shell ? [shell] : []), 'rpm -i --nodeps ksm_preload-*.rpm'],
  ];
}
