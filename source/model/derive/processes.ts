import {appendBounded} from '../sample/history.js';
import type {ProcessName, ProcessSample, Sample} from '../sample/sample.js';
import type {Attribution} from './attribution.js';
import {hidesZeroPages} from './figures.js';
import {type OptIn, optIn, type PreloadState, preloadState} from './preloadState.js';
import {withoutUnknown} from './unknown.js';

/** What one process offers, merges and saves. */
export type ProcessRow = {
  /** Pid and start time: unique since boot. */
  id: string;
  process: ProcessSample;
  optIn: OptIn;
  preload: PreloadState;
  memoryBytes?: number;
  offeredBytes?: number;
  mergedBytes?: number;
  /** Its share of what the host saves, computed as for containers. */
  savedBytes?: number;
  /** Saved memory minus the metadata of its rmap items; signed. */
  profitBytes?: number;
  /** Shares its parent's memory, which is counted there. */
  borrowsMemory: boolean;
  /** savedBytes of the last samples, the newest last. */
  trend: readonly number[];
};

/** Saved bytes over time, by process id; only processes that merge have an entry. */
export type ProcessTrends = ReadonlyMap<string, readonly number[]>;

const trendPointsKept = 60;

/** `pid:startTicks`, with `?` for an unknown start. */
export function processId({pid, startTicks}: ProcessName): string {
  return `${pid}:${startTicks ?? '?'}`;
}

/** The process with this pid and start; with an unknown start, any process with the pid. */
export function findProcess(
  {processes}: Sample,
  {pid, startTicks}: ProcessName,
): ProcessSample | undefined {
  return processes?.find(
    (process) =>
      process.pid === pid && (startTicks === undefined || process.startTicks === startTicks),
  );
}

/** Appends a point for every merging process; trends of other processes are dropped. */
export function appendProcessTrends(
  previous: ProcessTrends | undefined,
  sample: Sample,
  attribution: Attribution,
): ProcessTrends {
  const trends = new Map<string, readonly number[]>();
  for (const process of attribution.merging) {
    const savedBytes = savedBytesOf(process, sample, attribution);
    if (savedBytes === undefined) continue;
    const id = processId(process);
    trends.set(id, appendBounded(previous?.get(id) ?? [], savedBytes, trendPointsKept));
  }
  return trends;
}

type ProcessContext = {sample: Sample; attribution: Attribution; processTrends: ProcessTrends};

/** The rows of one container's processes. */
export function deriveProcesses(context: ProcessContext, containerId: string): ProcessRow[] {
  const rows: ProcessRow[] = [];
  for (const process of context.sample.processes ?? []) {
    if (process.container.id === containerId) rows.push(deriveProcess(context, process));
  }
  return rows;
}

/** The row of one process. */
export function deriveProcess(context: ProcessContext, process: ProcessSample): ProcessRow {
  const {sample, attribution, processTrends} = context;
  const {pageSizeBytes} = sample.host;
  const {rmapItems, mergingPages} = process.ksm ?? {};
  const savedBytes = savedBytesOf(process, sample, attribution);
  const borrowsMemory = attribution.borrowers.has(process);
  const id = processId(process);
  return {
    id,
    process,
    optIn: optIn(process),
    preload: preloadState(process),
    borrowsMemory,
    trend: processTrends.get(id) ?? [],
    ...withoutUnknown({
      memoryBytes: process.anonBytes,
      offeredBytes: rmapItems === undefined ? undefined : rmapItems * pageSizeBytes,
      mergedBytes: mergingPages === undefined ? undefined : mergingPages * pageSizeBytes,
      savedBytes,
      profitBytes: profitOf(process, sample, savedBytes, borrowsMemory ? 0 : rmapItems),
    }),
  };
}

/** Absent: unknown, or a loss by zero pages that are not known. */
function profitOf(
  {doubts}: ProcessSample,
  sample: Sample,
  savedBytes: number | undefined,
  rmapItems: number | undefined,
): number | undefined {
  if (savedBytes === undefined || rmapItems === undefined) return undefined;
  const profitBytes = savedBytes - rmapItems * sample.host.rmapItemBytes;
  return profitBytes < 0 && (doubts || hidesZeroPages(sample)) ? undefined : profitBytes;
}

function savedBytesOf(
  process: ProcessSample,
  sample: Sample,
  {savedPerMerged, borrowers}: Attribution,
): number | undefined {
  const {mergingPages, zeroPages = 0} = process.ksm ?? {};
  if (mergingPages === undefined || savedPerMerged === undefined) return undefined;
  if (borrowers.has(process)) return 0;
  return (mergingPages * savedPerMerged + zeroPages) * sample.host.pageSizeBytes;
}
