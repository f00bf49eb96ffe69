import {parseMinorFaults} from '../../kernel/container/cgroupMemory.js';
import {parsePressureMicroseconds} from '../../kernel/container/pressure.js';
import {parseHugeBytes} from '../../kernel/process/smaps.js';
import {parseHugePageSplits} from '../../kernel/vmstat.js';
import {withoutUnknown} from '../../model/derive/savings.js';
import type {ContainerFacts, TrialContainer, TrialFacts} from '../../model/trial/trialFacts.js';
import {findCgroups} from '../containers/cgroupFiles.js';
import {type Found, readAll, type Wanted} from '../io/foundFiles.js';
import type {MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import {memoryLock} from '../processes/trackedProcess.js';

/** Of more processes, the huge pages stay unknown. */
const mostProcesses = 500;

/** Reads what a trial needs besides a sample, of its containers only. Never rejects. */
export async function readTrialFacts(
  reader: Reader,
  mounts: MountPoints,
  containers: readonly TrialContainer[],
): Promise<TrialFacts> {
  const directoryOf = await findCgroups(reader, mounts);
  const {procfs} = mounts;
  const filesOf = ({cgroup, pids}: TrialContainer): Wanted[] => {
    const directory = cgroup && directoryOf?.(cgroup);
    return [
      ...(directory === undefined
        ? []
        : ['memory.stat', 'memory.pressure'].map((name) => ({name: `${directory}/${name}`}))),
      ...(pids.length > mostProcesses ? [] : pids.map((pid) => rollupOf(procfs, pid))),
    ];
  };
  const vmstat = `${procfs}/vmstat`;
  const found = await readAll(reader, [
    {name: vmstat, inPieces: true},
    ...containers.flatMap(filesOf),
  ]);
  const text = (name: string) => found.get(name)?.bytes?.toString('latin1') ?? '';
  const factsOf = ({cgroup, pids}: TrialContainer): ContainerFacts => {
    const directory = cgroup && directoryOf?.(cgroup);
    return withoutUnknown({
      minorFaults: cgroup && parseMinorFaults(text(`${directory}/memory.stat`), cgroup.hierarchy),
      pressureMicroseconds: parsePressureMicroseconds(text(`${directory}/memory.pressure`)),
      hugeBytes: hugeBytesOf(pids.map((pid) => found.get(rollupOf(procfs, pid).name))),
    });
  };
  return {
    ...withoutUnknown({hugePageSplits: parseHugePageSplits(text(vmstat))}),
    containers: Object.fromEntries(
      containers.map((container) => [container.id, factsOf(container)]),
    ),
  };
}

function rollupOf(procfs: string, pid: number) {
  return {
    name: `${procfs}/${pid}/smaps_rollup`,
    patient: true,
    waitsFor: memoryLock(pid, 'open'),
  };
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
