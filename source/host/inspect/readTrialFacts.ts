import {parseMinorFaults} from '../../kernel/container/cgroupMemory.js';
import {parsePressureMicroseconds} from '../../kernel/container/pressure.js';
import {parseKsmStat} from '../../kernel/process/ksmStat.js';
import {parseHugeBytes} from '../../kernel/process/memory/smaps.js';
import {parseHugePageSplits} from '../../kernel/vmstat.js';
import {withoutUnknown} from '../../model/derive/unknown.js';
import type {ContainerFacts, TrialContainer, TrialFacts} from '../../model/trial/trialFacts.js';
import {type FindCgroup, findCgroups} from '../containers/cgroupFiles.js';
import {type Found, readAll, type Wanted} from '../io/foundFiles.js';
import type {MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import {memoryLock} from '../processes/trackedProcess.js';

/** Of more processes, the huge pages stay unknown, and those that offer nothing are not read apart. */
const mostProcesses = 500;

/** Reads what a trial needs besides a sample, of its containers only. Never rejects. */
export async function readTrialFacts(
  reader: Reader,
  mounts: MountPoints,
  containers: readonly TrialContainer[],
): Promise<TrialFacts> {
  const directoryOf = await findCgroups(reader, mounts);
  const {procfs} = mounts;
  const filesOf = (container: TrialContainer): Wanted[] => {
    const {stat, pressure, events} = cgroupFiles(container, directoryOf);
    const {pids, quietPids} = container;
    return [
      ...[stat, pressure, events].flatMap((name) => (name === undefined ? [] : {name})),
      ...(pids.length > mostProcesses ? [] : pids.map((pid) => rollupOf(procfs, pid))),
      ...quietPids.slice(0, mostProcesses).map((pid) => ({name: ksmStatOf(procfs, pid)})),
    ];
  };
  const vmstat = `${procfs}/vmstat`;
  const hostPressure = `${procfs}/pressure/memory`;
  const found = await readAll(reader, [
    {name: vmstat, inPieces: true},
    {name: hostPressure},
    ...containers.flatMap(filesOf),
  ]);
  const text = (name = '') => found.get(name)?.bytes?.toString('latin1') ?? '';
  const factsOf = (container: TrialContainer): ContainerFacts => {
    const {stat, pressure, events} = cgroupFiles(container, directoryOf);
    const {cgroup, pids} = container;
    return withoutUnknown({
      minorFaults: cgroup && parseMinorFaults(text(stat), cgroup.hierarchy),
      pressureMicroseconds: hasProcesses(text(events))
        ? parsePressureMicroseconds(text(pressure))
        : undefined,
      hugeBytes: hugeBytesOf(pids.map((pid) => found.get(rollupOf(procfs, pid).name))),
    });
  };
  return {
    ...withoutUnknown({
      hugePageSplits: parseHugePageSplits(text(vmstat)),
      hostPressureMicroseconds: parsePressureMicroseconds(text(hostPressure)),
    }),
    containers: Object.fromEntries(
      containers.map((container) => [container.id, factsOf(container)]),
    ),
    ksm: Object.fromEntries(
      containers.flatMap(({quietPids}) =>
        quietPids.flatMap((pid) => {
          const bytes = found.get(ksmStatOf(procfs, pid))?.bytes;
          return bytes ? [[pid, parseKsmStat(bytes)]] : [];
        }),
      ),
    ),
  };
}

/**
 * The files of a container's cgroup. Pressure is in the unified hierarchy, by the same path where
 * memory is accounted in another one: hybrid hosts have every cgroup of systemd, LXC and nspawn in both.
 */
function cgroupFiles({cgroup}: TrialContainer, directoryOf: FindCgroup | undefined) {
  const own = cgroup && directoryOf?.(cgroup);
  const unified = cgroup && directoryOf?.({hierarchy: 'unified', path: cgroup.path});
  return {
    ...(own !== undefined && {stat: `${own}/memory.stat`}),
    ...(unified !== undefined && {
      pressure: `${unified}/memory.pressure`,
      events: `${unified}/cgroup.events`,
    }),
  };
}

/** A cgroup of the same path may have none: its pressure then says nothing. */
function hasProcesses(events: string): boolean {
  return /^populated 1$/m.test(events);
}

function rollupOf(procfs: string, pid: number) {
  return {
    name: `${procfs}/${pid}/smaps_rollup`,
    patient: true,
    waitsFor: memoryLock(pid, 'open'),
  };
}

/** Before 6.14, whose quiet processes are read, it waits for no lock. */
function ksmStatOf(procfs: string, pid: number): string {
  return `${procfs}/${pid}/ksm_stat`;
}

/** Absent: none was read. A process that ended meanwhile has none. */
function hugeBytesOf(found: ReadonlyArray<Found | undefined>): number | undefined {
  let sum: number | undefined;
  for (const each of found) {
    const bytes = each?.bytes && parseHugeBytes(each.bytes.toString('latin1'));
    if (bytes !== undefined) sum = (sum ?? 0) + bytes;
  }
  return sum;
}
