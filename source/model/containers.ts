import type {ContainerIdentity, ContainerKind} from '../kernel/container.js';
import type {Attribution} from './attribution.js';
import {appendBounded} from './history.js';
import {type PreloadState, preloadState} from './preload.js';
import type {ProcessSample, Sample} from './sample.js';

/** What one container offers, merges and saves. */
export type ContainerRow = {
  id: string;
  kind: ContainerKind;
  /** As people call it, or else as its cgroup does; untrusted. */
  name: string;
  /** Path of the KSM preload library in its root; `false`: none; absent: unknown. */
  library?: string | false;
  processes: number;
  processesReadable: number;
  /** Processes in each preload state. */
  preload: Readonly<Record<PreloadState, number>>;
  /** Anonymous memory: of its cgroup where there is one, else the sum of its processes. */
  memoryBytes?: number;
  /** rmap items × page size. */
  offeredBytes?: number;
  /** Merged pages × page size, the kept ones among them. */
  mergedBytes?: number;
  /** Its share of what the host saves: merged × sharing / (shared + sharing) + zero pages. */
  savedBytes?: number;
  /** Saved memory less the metadata of its rmap items. Signed. */
  profitBytes?: number;
  /** savedBytes of the last samples, the newest last. */
  trend: readonly number[];
};

/** A container as people call it, or else as its cgroup does. Untrusted. */
export function containerName({containerNames}: Sample, {id, name}: ContainerIdentity): string {
  return containerNames[id] ?? name;
}

const trendPointsKept = 60;

type Totals = {
  row: ContainerRow;
  anonBytes: number | undefined;
  rmapItems: number | undefined;
  mergingPages: number | undefined;
  zeroPages: number;
  /** Processes whose KSM figures may not be read. */
  hidden: number;
};

/** Groups the processes of a sample by container; absent until the processes were listed. */
export function deriveContainers(
  previous: readonly ContainerRow[] | undefined,
  sample: Sample,
  attribution: Attribution,
): readonly ContainerRow[] | undefined {
  if (!sample.processes) return undefined;
  const groups = new Map<string, Totals>();
  let last: ProcessSample['container'] | undefined;
  let group: Totals | undefined;
  const {processes} = sample;
  // By index: an iterator would make an object for each of thousands.
  for (let index = 0; index < processes.length; index++) {
    const process = processes[index] as ProcessSample;
    // Neighbours mostly belong together, and a comparison is cheaper than a look-up.
    if (!group || process.container !== last) group = groupOf(groups, process, sample);
    last = process.container;
    addProcess(group, process, attribution.borrowers.has(process));
  }
  const trends = new Map(previous?.map(({id, trend}) => [id, trend]));
  const trendOf = (id: string) => trends.get(id) ?? [];
  const rows = [...groups.values()].map((group) =>
    finishRow(group, sample, attribution, trendOf(group.row.id)),
  );
  const {unattributedPages} = attribution;
  if (unattributedPages === 0) return rows;
  return [...rows, unattributedRow(sample, unattributedPages, trendOf(unattributedId))];
}

/** Id, kind and name of the row for what belongs to no process that can be read. */
export const unattributedId = 'unattributed';

function unattributedRow(sample: Sample, pages: number, trend: readonly number[]): ContainerRow {
  const savedBytes = pages * sample.host.pageSizeBytes;
  return {
    id: unattributedId,
    kind: unattributedId,
    name: unattributedId,
    processes: 0,
    processesReadable: 0,
    preload: {...noStates},
    savedBytes,
    trend: appendBounded(trend, savedBytes, trendPointsKept),
  };
}

const noStates: Readonly<Record<PreloadState, number>> = {
  none: 0,
  requested: 0,
  loaded: 0,
  mergeable: 0,
  merging: 0,
  unknown: 0,
};

function groupOf(groups: Map<string, Totals>, {container}: ProcessSample, sample: Sample): Totals {
  let group = groups.get(container.id);
  if (!group) {
    const {id, kind} = container;
    const library = sample.containerLibraries[id];
    group = {
      row: {
        id,
        kind,
        name: containerName(sample, container),
        ...(library !== undefined && {library}),
        processes: 0,
        processesReadable: 0,
        preload: {...noStates},
        trend: [],
      },
      anonBytes: undefined,
      rmapItems: undefined,
      mergingPages: undefined,
      zeroPages: 0,
      hidden: sample.host.hidesProcesses ? 1 : 0,
    };
    groups.set(container.id, group);
  }
  return group;
}

function addProcess(group: Totals, process: ProcessSample, borrowsMemory: boolean): void {
  const {row} = group;
  const preload = row.preload as Record<PreloadState, number>;
  row.processes++;
  if (process.readable) row.processesReadable++;
  else if (!process.ksm) group.hidden++;
  preload[preloadState(process)]++;
  // A borrower's memory is its owner's: counted there, not twice.
  if (borrowsMemory) return;
  group.anonBytes = add(group.anonBytes, process.anonBytes);
  group.rmapItems = add(group.rmapItems, process.ksm?.rmapItems);
  group.mergingPages = add(group.mergingPages, process.ksm?.mergingPages);
  group.zeroPages += process.ksm?.zeroPages ?? 0;
}

/** Adds what is known; unknown only while nothing is known. */
function add(total: number | undefined, value: number | undefined): number | undefined {
  return value === undefined ? total : (total ?? 0) + value;
}

/** Nothing of what could be read is not nothing at all while some could not. */
function known(pages: number | undefined, {hidden}: Totals): number | undefined {
  return pages === 0 && hidden > 0 ? undefined : pages;
}

function finishRow(
  group: Totals,
  sample: Sample,
  {savedPerMerged}: Attribution,
  trend: readonly number[],
): ContainerRow {
  const {row, anonBytes, zeroPages} = group;
  const {pageSizeBytes, rmapItemBytes} = sample.host;
  const memoryBytes = sample.containerMemory[row.id] ?? anonBytes;
  if (memoryBytes !== undefined) row.memoryBytes = memoryBytes;
  const rmapItems = known(group.rmapItems, group);
  if (rmapItems !== undefined) row.offeredBytes = rmapItems * pageSizeBytes;
  const mergingPages = known(group.mergingPages, group);
  if (mergingPages !== undefined) row.mergedBytes = mergingPages * pageSizeBytes;
  if (savedPerMerged === undefined || group.mergingPages === undefined) return row;
  const savedPages = known(group.mergingPages * savedPerMerged + zeroPages, group);
  if (savedPages === undefined) return row;
  const savedBytes = savedPages * pageSizeBytes;
  row.savedBytes = savedBytes;
  if (rmapItems !== undefined) row.profitBytes = savedBytes - rmapItems * rmapItemBytes;
  row.trend = appendBounded(trend, savedBytes, trendPointsKept);
  return row;
}
