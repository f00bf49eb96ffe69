import {withoutUnknown} from '../derive/unknown.js';
import type {Sample} from '../sample/sample.js';
import type {ContainerReading, TrialReading} from './trialReading.js';

/** The figures of a trial at one instant. Counts are totals, of which only differences matter. */
export type TrialPoint = {
  monotonicMs: number;
  fullScans?: number;
  /** CPU time of ksmd. */
  ksmdSeconds?: number;
  /** cow_ksm */
  copies?: number;
  hugePageSplits?: number;
  hostPressureMicroseconds?: number;
  containers: readonly ContainerPoint[];
};

export type ContainerPoint = Pick<
  ContainerReading,
  'id' | 'name' | 'offering' | 'minorFaults' | 'pressureMicroseconds' | 'hugeBytes'
> & {
  /** Its share of what the host saves. */
  savedBytes?: number;
  /** Saved memory minus the metadata of its rmap items; signed. */
  profitBytes?: number;
  offeredBytes?: number;
};

/** What is summed over the containers. */
export type PointSum = 'savedBytes' | 'profitBytes' | 'offeredBytes' | 'minorFaults';

export function pointOf({monotonicMs, ksm, ksmd, vmstat, host}: Sample, reading: TrialReading) {
  const {pages_shared: shared, pages_sharing: sharing} = ksm?.counters ?? {};
  const savedPerMerged =
    shared === undefined || sharing === undefined
      ? undefined
      : sharing / Math.max(1, shared + sharing);
  const point: TrialPoint = {
    monotonicMs,
    ...withoutUnknown({
      fullScans: ksm?.counters.full_scans,
      ksmdSeconds: ksmd && ksmd.cpuTicks / host.ticksPerSecond,
      copies: vmstat.cowKsm,
      hugePageSplits: reading.hugePageSplits,
      hostPressureMicroseconds: reading.hostPressureMicroseconds,
    }),
    containers: reading.containers.map((container) =>
      containerPoint(container, savedPerMerged, host),
    ),
  };
  return point;
}

function containerPoint(
  {rmapItems, mergingPages, zeroPages = 0, ...container}: ContainerReading,
  savedPerMerged: number | undefined,
  {pageSizeBytes, rmapItemBytes}: Sample['host'],
): ContainerPoint {
  const savedBytes =
    mergingPages === undefined || savedPerMerged === undefined
      ? undefined
      : (mergingPages * savedPerMerged + zeroPages) * pageSizeBytes;
  return {
    ...container,
    ...withoutUnknown({
      savedBytes,
      offeredBytes: rmapItems === undefined ? undefined : rmapItems * pageSizeBytes,
      profitBytes:
        savedBytes === undefined || rmapItems === undefined
          ? undefined
          : savedBytes - rmapItems * rmapItemBytes,
    }),
  };
}

/** Sum over the containers; absent: unknown for one of them. */
export function sumOf({containers}: TrialPoint, name: PointSum): number | undefined {
  let sum = 0;
  for (const {[name]: value} of containers) {
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}

/** By how much a sum has risen since another point. */
export function riseOf(from: TrialPoint, to: TrialPoint, name: PointSum): number | undefined {
  return difference(sumOf(from, name), sumOf(to, name));
}

export function difference(from: number | undefined, to: number | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from;
}
