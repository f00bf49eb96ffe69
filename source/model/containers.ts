import type {ContainerKind} from '../kernel/container.js';
import {appendBounded} from './history.js';
import {type PreloadState, preloadState, preloadStates} from './preload.js';
import type {ProcessSample, Sample} from './sample.js';

/** What one container offers, merges and saves. */
export type ContainerRow = {
  id: string;
  kind: ContainerKind;
  name: string;
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

const trendPointsKept = 60;

type Totals = {
  row: ContainerRow;
  anonBytes: number | undefined;
  rmapItems: number | undefined;
  mergingPages: number | undefined;
  zeroPages: number;
};

/** Groups the processes of a sample by container; absent until the processes were listed. */
export function deriveContainers(
  previous: readonly ContainerRow[] | undefined,
  sample: Sample,
): readonly ContainerRow[] | undefined {
  if (!sample.processes) return undefined;
  const groups = new Map<string, Totals>();
  let mergingPages = 0;
  let everythingReadable = !sample.processesPending;
  for (const process of sample.processes) {
    const group = groupOf(groups, process);
    addProcess(group, process);
    mergingPages += process.ksm?.mergingPages ?? 0;
    everythingReadable &&= process.readable;
  }
  const savedPerMerged = savedPagesPerMergedPage(sample, mergingPages, everythingReadable);
  const trends = new Map(previous?.map(({id, trend}) => [id, trend]));
  return [...groups.values()].map((group) =>
    finishRow(group, sample, savedPerMerged, trends.get(group.row.id) ?? []),
  );
}

function groupOf(groups: Map<string, Totals>, {container}: ProcessSample): Totals {
  let group = groups.get(container.id);
  if (!group) {
    const preload = Object.fromEntries(preloadStates.map((state) => [state, 0])) as Record<
      PreloadState,
      number
    >;
    const {id, kind, name} = container;
    group = {
      row: {id, kind, name, processes: 0, processesReadable: 0, preload, trend: []},
      anonBytes: undefined,
      rmapItems: undefined,
      mergingPages: undefined,
      zeroPages: 0,
    };
    groups.set(container.id, group);
  }
  return group;
}

function addProcess(group: Totals, process: ProcessSample): void {
  const {row} = group;
  const preload = row.preload as Record<PreloadState, number>;
  row.processes++;
  if (process.readable) row.processesReadable++;
  preload[preloadState(process)]++;
  group.anonBytes = add(group.anonBytes, process.anonBytes);
  group.rmapItems = add(group.rmapItems, process.ksm?.rmapItems);
  group.mergingPages = add(group.mergingPages, process.ksm?.mergingPages);
  group.zeroPages += process.ksm?.zeroPages ?? 0;
}

/** Adds what is known; unknown only while nothing is known. */
function add(total: number | undefined, value: number | undefined): number | undefined {
  return value === undefined ? total : (total ?? 0) + value;
}

/**
 * How much of a merged page counts as saved, so that all containers together save what the host
 * saves. Every process counts the kept page of its group as merged too, so the whole is
 * shared + sharing; where all processes were read, their own sum serves as the whole, because
 * ksmd goes on merging between the first and the last read. After processes have ended, the
 * host's counters stay behind until ksmd has passed: then the difference belongs to nobody here.
 */
function savedPagesPerMergedPage(
  sample: Sample,
  mergingPages: number,
  everythingReadable: boolean,
): number | undefined {
  const {pages_shared: shared, pages_sharing: sharing} = sample.ksm?.counters ?? {};
  if (shared === undefined || sharing === undefined) return undefined;
  const counted = shared + sharing;
  if (counted === 0) return 0;
  const nearly = everythingReadable && mergingPages > 0.98 * counted;
  return sharing / (nearly ? mergingPages : Math.max(counted, mergingPages));
}

function finishRow(
  {row, anonBytes, rmapItems, mergingPages, zeroPages}: Totals,
  sample: Sample,
  savedPerMerged: number | undefined,
  trend: readonly number[],
): ContainerRow {
  const {pageSizeBytes, rmapItemBytes} = sample.host;
  const finished = row;
  const memoryBytes = sample.containerMemory[row.id] ?? anonBytes;
  if (memoryBytes !== undefined) finished.memoryBytes = memoryBytes;
  if (rmapItems !== undefined) finished.offeredBytes = rmapItems * pageSizeBytes;
  if (mergingPages === undefined) return finished;
  finished.mergedBytes = mergingPages * pageSizeBytes;
  if (savedPerMerged === undefined) return finished;
  const savedBytes = (mergingPages * savedPerMerged + zeroPages) * pageSizeBytes;
  finished.savedBytes = savedBytes;
  if (rmapItems !== undefined) finished.profitBytes = savedBytes - rmapItems * rmapItemBytes;
  finished.trend = appendBounded(trend, savedBytes, trendPointsKept);
  return finished;
}
