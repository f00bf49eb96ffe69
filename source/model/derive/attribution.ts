import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample, Sample} from '../sample/sample.js';
import {isMerging} from './preloadState.js';

/** How the host's savings are attributed to its processes. */
export type Attribution = {
  /** Saved pages per merged page of a process; absent: not known. */
  savedPerMerged?: number;
  /** Saved pages that no readable process accounts for. */
  unattributedPages: number;
  /** Processes that share the memory of another one, where it is counted. */
  borrowers: ReadonlySet<ProcessSample>;
  /** Processes with merged pages or zero pages; empty where it is not known. */
  merging: readonly ProcessSample[];
};

/**
 * Every process counts the kept page of its group as merged too, so all merged pages add up to
 * shared + sharing, and each saves sharing / (shared + sharing) of a page. While every process is
 * readable, the sum of their own counts is the whole, as ksmd continues between the reads. Otherwise
 * the rest belongs to unreadable processes, or to ones that ended while ksmd was stopped, and stays
 * unattributed.
 */
export function attribute(sample: Sample): Attribution {
  const {counters} = sample.ksm ?? {};
  const {pages_shared: shared, pages_sharing: sharing} = counters ?? {};
  const processes = sample.processes ?? [];
  if (shared === undefined || sharing === undefined) {
    return {unattributedPages: 0, borrowers: noBorrowers, merging: []};
  }
  const counted = shared + sharing;
  const {merging, allReadable} = tally(processes);
  const {hidesProcesses = false} = sample.host;
  const merged = sumOf(merging, 'mergingPages');
  const borrowers =
    merged > counted * 1.01 ? findBorrowers(merging, merged - counted) : noBorrowers;
  const own = merged - sumOf(borrowers, 'mergingPages');
  const complete =
    sample.processes !== undefined && !sample.processesPending && allReadable && !hidesProcesses;
  const whole = complete && own > 0.98 * counted ? own : Math.max(counted, own);
  const savedPerMerged = whole === 0 ? 0 : sharing / whole;
  const zero = counters?.ksm_zero_pages ?? 0;
  const ownZero = sumOf(merging, 'zeroPages') - sumOf(borrowers, 'zeroPages');
  const leftZero = complete && ownZero > 0.98 * zero ? 0 : Math.max(0, zero - ownZero);
  const left = sharing - own * savedPerMerged + leftZero;
  return {
    savedPerMerged,
    // Fractions of a page come from rounding.
    unattributedPages: sample.processes && !sample.processesPending && left >= 1 ? left : 0,
    borrowers,
    merging,
  };
}

/** One pass over all processes, of which there may be thousands, while few of them merge. */
const tally = oncePerList((processes) => {
  const merging: ProcessSample[] = [];
  let allReadable = true;
  // By index: an iterator would allocate an object for each.
  for (let index = 0; index < processes.length; index++) {
    const process = processes[index] as ProcessSample;
    // An impossible figure is as unknown as an unreadable one.
    if (!process.readable || process.doubts) allReadable = false;
    if (isMerging(process.ksm)) merging.push(process);
  }
  return {merging, allReadable};
});

export const noBorrowers: ReadonlySet<ProcessSample> = new Set();

/**
 * After vfork or clone(CLONE_VM), parent and child both report the same memory in full. The kernel
 * does not name its owner, so while processes have more merged pages than the host, a child with
 * exactly its parent's figures counts as a borrower, until the sums agree.
 */
export function findBorrowers(
  merging: readonly ProcessSample[],
  excessPages: number,
  figure: 'mergingPages' | 'rmapItems' | 'zeroPages' = 'mergingPages',
): ReadonlySet<ProcessSample> {
  const byPid = new Map(merging.map((process) => [process.pid, process]));
  const borrowers = new Set<ProcessSample>();
  let left = excessPages;
  for (const process of merging) {
    const pages = process.ksm?.[figure] ?? 0;
    const parent = byPid.get(process.parentPid);
    if (pages === 0 || pages > left * 1.1 || !parent || !sameMemory(process, parent)) continue;
    borrowers.add(process);
    left -= pages;
  }
  return borrowers;
}

function sameMemory(a: ProcessSample, b: ProcessSample): boolean {
  return (
    a.ksm?.mergingPages === b.ksm?.mergingPages &&
    a.ksm?.rmapItems === b.ksm?.rmapItems &&
    a.ksm?.zeroPages === b.ksm?.zeroPages &&
    a.anonBytes === b.anonBytes
  );
}

function sumOf(processes: Iterable<ProcessSample>, figure: 'mergingPages' | 'zeroPages'): number {
  let pages = 0;
  for (const {ksm} of processes) pages += ksm?.[figure] ?? 0;
  return pages;
}
