import type {Sample} from '../../sample/sample.js';

/** The counters in the first sample after the end of a scan. */
export type ScanEnd = {fullScans: number; scanned: number; offered: number};

/** With smart_scan, long and short scans alternate over at most nine scans. */
const scanEndsKept = 10;

/** Appends the end of a scan that this sample shows; empty once nothing is offered. */
export function followScanEnds(
  ends: readonly ScanEnd[],
  before: Sample | undefined,
  {ksm}: Sample,
  offered: number | undefined,
): readonly ScanEnd[] {
  const {full_scans: fullScans, pages_scanned: scanned} = ksm?.counters ?? {};
  const last = before?.ksm?.counters.full_scans;
  if (offered === 0) return [];
  if (fullScans === undefined || scanned === undefined || last === undefined || !offered)
    return ends;
  return fullScans > last ? [...ends.slice(1 - scanEndsKept), {fullScans, scanned, offered}] : ends;
}

/** Share of the offered pages that a full scan looks at, over scans of about as much memory as now. */
export function scannedShare(ends: readonly ScanEnd[]): number | undefined {
  const last = ends.at(-1);
  const first = ends.find(
    ({offered}) => last && offered <= 2 * last.offered && 2 * offered >= last.offered,
  );
  if (!first || !last || first.fullScans >= last.fullScans) return undefined;
  const perScan = (last.scanned - first.scanned) / (last.fullScans - first.fullScans);
  return perScan > 0 ? Math.min(1, (2 * perScan) / (first.offered + last.offered)) : undefined;
}
