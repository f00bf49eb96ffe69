import type {ContainerIdentity, ContainerKind} from '../../kernel/container/identity.js';
import {type RegisteredCount, registeredCounts} from '../optIn/registeredCounts.js';
import {appendBounded} from '../sample/history.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample, Sample} from '../sample/sample.js';
import {type Attribution, noBorrowers} from './attribution.js';
import {hidesZeroPages} from './figures.js';
import {isStarting, type PreloadState, preloadState} from './preloadState.js';

/** What one container offers, merges and saves. */
export type ContainerRow = {
  id: string;
  kind: ContainerKind;
  /** The name that people gave it, else that of its cgroup; untrusted. */
  name: string;
  /** Path of the KSM preload library in its root; `false`: none; absent: unknown. */
  library?: string | false;
  processes: number;
  processesReadable: number;
  /** Number of processes in each preload state. */
  preload: Readonly<Record<PreloadState, number>>;
  /** Of those whose state is unknown: the ones that have only just started; absent: none. */
  starting?: number;
  /** Anonymous resident memory of its processes, where a shared page counts for each of them. */
  memoryBytes?: number;
  /** Anonymous memory that its cgroup is charged for, where a shared page counts once. */
  chargedBytes?: number;
  /** rmap items × page size. */
  offeredBytes?: number;
  /** Merged pages × page size, including the kept ones. */
  mergedBytes?: number;
  /** Its share of what the host saves: merged × sharing / (shared + sharing) + zero pages. */
  savedBytes?: number;
  /** Saved memory minus the metadata of its rmap items; signed. */
  profitBytes?: number;
  /** Its processes that ksmtop opted in, which a restart loses; absent: none that is known of. */
  optedIn?: RegisteredCount;
  /** savedBytes of the last samples, the newest last. */
  trend: readonly number[];
};

/** The name that people gave a container, else that of its cgroup; untrusted. */
export function containerName({containerNames}: Sample, {id, name}: ContainerIdentity): string {
  return containerNames[id] ?? name;
}

const trendPointsKept = 60;

/** Sums over the processes of one container. */
type Totals = {
  container: ContainerIdentity;
  processes: number;
  processesReadable: number;
  preload: Record<PreloadState, number>;
  anonBytes: number | undefined;
  rmapItems: number | undefined;
  mergingPages: number | undefined;
  zeroPages: number;
  starting: number;
  /** Processes with impossible figures. */
  doubted: number;
  /** Processes whose KSM figures are unreadable or impossible. */
  hidden: number;
};

/** Groups the processes of a sample by container; absent: the processes were not listed yet. */
export function deriveContainers(
  previous: readonly ContainerRow[] | undefined,
  sample: Sample,
  attribution: Attribution,
): readonly ContainerRow[] | undefined {
  if (!sample.processes) return undefined;
  const {borrowers} = attribution;
  const groups =
    borrowers.size === 0
      ? groupsOfOwners(sample.processes)
      : groupByContainer(sample.processes, borrowers);
  const trends = new Map(previous?.map(({id, trend}) => [id, trend]));
  const trendOf = (id: string) => trends.get(id) ?? [];
  const registered = registeredCounts(sample);
  const rows = groups.map((group) => {
    const row = rowOf(group, sample, attribution, trendOf(group.container.id));
    const optedIn = registered.get(row.id);
    if (optedIn) row.optedIn = optedIn;
    return row;
  });
  const {unattributedPages} = attribution;
  if (unattributedPages === 0) return rows;
  return [...rows, unattributedRow(sample, unattributedPages, trendOf(unattributedId))];
}

/** Id, kind and name of the row for savings that belong to no readable process. */
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

/** The usual case: no process shares the memory of another one. */
const groupsOfOwners = oncePerList((processes) => groupByContainer(processes, noBorrowers));

function groupByContainer(
  processes: readonly ProcessSample[],
  borrowers: Attribution['borrowers'],
): readonly Totals[] {
  const groups = new Map<string, Totals>();
  let last: ContainerIdentity | undefined;
  let group: Totals | undefined;
  // By index: an iterator would allocate an object for each of thousands.
  for (let index = 0; index < processes.length; index++) {
    const process = processes[index] as ProcessSample;
    // Successive processes mostly share a container, and comparing is cheaper than a lookup.
    if (!group || process.container !== last) group = groupOf(groups, process.container);
    last = process.container;
    addProcess(group, process, borrowers.has(process));
  }
  return [...groups.values()];
}

function groupOf(groups: Map<string, Totals>, container: ContainerIdentity): Totals {
  let group = groups.get(container.id);
  if (!group) {
    group = {
      container,
      processes: 0,
      processesReadable: 0,
      preload: {...noStates},
      anonBytes: undefined,
      rmapItems: undefined,
      mergingPages: undefined,
      zeroPages: 0,
      starting: 0,
      doubted: 0,
      hidden: 0,
    };
    groups.set(container.id, group);
  }
  return group;
}

function addProcess(group: Totals, process: ProcessSample, borrowsMemory: boolean): void {
  group.processes++;
  if (process.readable) group.processesReadable++;
  if (process.doubts || !(process.readable || process.ksm)) group.hidden++;
  const state = preloadState(process);
  group.preload[state]++;
  if (state === 'unknown' && isStarting(process)) group.starting++;
  if (process.doubts) group.doubted++;
  // Shared memory is counted once, for its owner.
  if (borrowsMemory) return;
  group.anonBytes = add(group.anonBytes, process.anonBytes);
  group.rmapItems = add(group.rmapItems, process.ksm?.rmapItems);
  group.mergingPages = add(group.mergingPages, process.ksm?.mergingPages);
  group.zeroPages += process.ksm?.zeroPages ?? 0;
}

/** Sum of the known values; absent: none is known. */
function add(total: number | undefined, value: number | undefined): number | undefined {
  return value === undefined ? total : (total ?? 0) + value;
}

/** A sum of 0 is unknown while some processes are unreadable or hidden. */
function known(pages: number | undefined, {hidden}: Totals, {host}: Sample): number | undefined {
  return pages === 0 && (hidden > 0 || host.hidesProcesses) ? undefined : pages;
}

function rowOf(
  group: Totals,
  sample: Sample,
  {savedPerMerged}: Attribution,
  trend: readonly number[],
): ContainerRow {
  const {container, processes, processesReadable, preload, anonBytes, zeroPages} = group;
  const {pageSizeBytes, rmapItemBytes} = sample.host;
  const library = sample.containerLibraries[container.id];
  const row: ContainerRow = {
    id: container.id,
    kind: container.kind,
    name: containerName(sample, container),
    ...(library !== undefined && {library}),
    processes,
    processesReadable,
    preload,
    ...(group.starting > 0 && {starting: group.starting}),
    trend: [],
  };
  if (anonBytes !== undefined) row.memoryBytes = anonBytes;
  const chargedBytes = sample.containerMemory[row.id];
  if (chargedBytes !== undefined) row.chargedBytes = chargedBytes;
  const rmapItems = known(group.rmapItems, group, sample);
  if (rmapItems !== undefined) row.offeredBytes = rmapItems * pageSizeBytes;
  const mergingPages = known(group.mergingPages, group, sample);
  if (mergingPages !== undefined) row.mergedBytes = mergingPages * pageSizeBytes;
  if (savedPerMerged === undefined || group.mergingPages === undefined) return row;
  const savedPages = known(group.mergingPages * savedPerMerged + zeroPages, group, sample);
  if (savedPages === undefined) return row;
  const savedBytes = savedPages * pageSizeBytes;
  row.savedBytes = savedBytes;
  if (rmapItems !== undefined) {
    const profitBytes = savedBytes - rmapItems * rmapItemBytes;
    // A lower bound cannot prove a loss.
    const isExact = group.doubted === 0 && !hidesZeroPages(sample);
    if (isExact || profitBytes >= 0) row.profitBytes = profitBytes;
  }
  row.trend = appendBounded(trend, savedBytes, trendPointsKept);
  return row;
}
