import {isFirstPass, isReset} from '../../sample/resets.js';
import type {Sample} from '../../sample/sample.js';
import {sum, withoutUnknown} from '../unknown.js';
import {verdictThresholds} from '../verdictTable.js';

const {scansToJudge} = verdictThresholds;

/** A sample in which full_scans had grown. */
type ScanMark = {monotonicMs: number; fullScans: number; visitedPages?: number};

/** ksmd's full scans of the offered memory, as observed. */
export type Scans = {
  /** Mean duration of the last full scans; absent until two ends were observed. */
  fullScanSeconds?: number;
  /** Completed fraction of the current scan, 0 to 1. */
  progress?: number;
  /** ksmd has not finished its first scan: nothing merges before the second. */
  firstScan: boolean;
  /** Pages visited since boot when full_scans was last reset to 0; absent: no reset was observed. */
  passedAtReset?: number;
  /** Scans observed to end since ksmd was started, or since ksmtop was. */
  endsSeen: number;
  /** ksmd scans nearly all pages for the first time, whatever full_scans says. */
  firstPass: boolean;
  marks: readonly ScanMark[];
  /** The scan settings that the marks belong to. */
  settings: string;
};

/** With smart_scan, long and short scans alternate over at most nine scans. */
const marksKept = 10;

/** Follows full_scans from one sample to the next. */
export function followScans(
  previous: {sample: Sample; scans: Scans} | undefined,
  sample: Sample,
): Scans {
  const settings = scanSettings(sample);
  const fullScans = sample.ksm?.counters.full_scans;
  const running = sample.ksm?.parameters.run === '1';
  const before = previous?.sample.ksm?.counters.full_scans;
  const continues = running && previous !== undefined && !isReset(previous.sample, sample);
  let marks = continues && previous.scans.settings === settings ? previous.scans.marks : [];
  let endsSeen =
    continues && previous.sample.ksm?.parameters.run === '1' ? previous.scans.endsSeen : 0;
  if (fullScans !== undefined && before !== undefined && continues && fullScans > before) {
    marks = [...marks.slice(1 - marksKept), mark(sample, fullScans)];
    endsSeen += fullScans - before;
  }
  const passedAtReset = followReset(previous, sample);
  // Until the end of a scan is observed, only the first scan has a known start.
  const start = marks.at(-1)?.visitedPages ?? (fullScans === 0 ? (passedAtReset ?? 0) : undefined);
  return {
    marks,
    settings,
    firstScan: running && fullScans === 0,
    endsSeen,
    firstPass: running && endsSeen < scansToJudge && isFirstPass(previous?.sample, sample),
    ...withoutUnknown({
      fullScanSeconds: meanScanSeconds(marks),
      progress: running ? scanProgress(sample, start) : undefined,
      passedAtReset,
    }),
  };
}

/** run=2 resets full_scans, but not the visited pages, which stay constant until the next start. */
function followReset(
  previous: {sample: Sample; scans: Scans} | undefined,
  sample: Sample,
): number | undefined {
  const before = previous?.sample.ksm?.counters.full_scans ?? 0;
  const {counters, parameters} = sample.ksm ?? {};
  const wasReset = parameters?.run === '2' || (counters?.full_scans ?? before) < before;
  return wasReset ? visitedPages(sample) : previous?.scans.passedAtReset;
}

/** Settings that a scan's duration depends on: after a change, older observations are dropped. */
function scanSettings(sample: Sample): string {
  const {run, pages_to_scan, sleep_millisecs, advisor_mode} = sample.ksm?.parameters ?? {};
  // The advisor adjusts pages_to_scan all the time, which is not a change of settings.
  const pages = advisor_mode === 'scan-time' ? 'advisor' : pages_to_scan;
  return [run, pages, sleep_millisecs].join(' ');
}

function mark(sample: Sample, fullScans: number): ScanMark {
  return {
    monotonicMs: sample.monotonicMs,
    fullScans,
    ...withoutUnknown({visitedPages: visitedPages(sample)}),
  };
}

function meanScanSeconds(marks: readonly ScanMark[]): number | undefined {
  const first = marks[0];
  const last = marks.at(-1);
  if (!first || !last || first === last) return undefined;
  return (last.monotonicMs - first.monotonicMs) / 1000 / (last.fullScans - first.fullScans);
}

function scanProgress(sample: Sample, start: number | undefined): number | undefined {
  const visited = visitedPages(sample);
  const total = pagesToVisit(sample);
  if (visited === undefined || start === undefined || !total) return undefined;
  if (visited < start || visited - start > total * 1.05) return undefined;
  return Math.min(1, (visited - start) / total);
}

/** Pages visited since boot: scanned, or skipped by smart_scan. */
function visitedPages(sample: Sample): number | undefined {
  const {pages_scanned: scanned, pages_skipped: skipped} = sample.ksm?.counters ?? {};
  return scanned === undefined ? undefined : scanned + (skipped ?? 0);
}

/**
 * Pages that a full scan visits: the rmap items. The first scan is still creating them, so it is
 * estimated by the anonymous memory of processes that offer any, which the kernel tells since 6.14.
 * Absent: unknown.
 */
export function pagesToVisit(sample: Sample): number | undefined {
  const {counters} = sample.ksm ?? {};
  if (!counters) return undefined;
  const {pages_shared, pages_sharing, pages_unshared, pages_volatile} = counters;
  const items = sum(pages_shared, pages_sharing, pages_unshared, pages_volatile);
  if (counters.full_scans !== 0) return items;
  if (!sample.processes || sample.processesPending) return undefined;
  let offeredBytes = 0;
  for (const {ksm, anonBytes} of sample.processes) {
    if (ksm?.mergeable) offeredBytes += anonBytes ?? 0;
  }
  if (offeredBytes === 0) return undefined;
  return Math.max(items ?? 0, offeredBytes / sample.host.pageSizeBytes);
}
