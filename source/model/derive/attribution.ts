import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample, Sample} from '../sample/sample.js';
import {isMerging} from './preloadState.js';

/** How the host's savings are shared out among its processes. */
export type Attribution = {
  /** Saved pages for each merged page of a process; absent where the kernel does not tell. */
  savedPerMerged?: number;
  /** Saved pages that no process seen here accounts for. */
  unattributedPages: number;
  /** Processes that run in the memory of another one, which is counted there. */
  borrowers: ReadonlySet<ProcessSample>;
  /** Processes that have merged pages or zero pages; none where the kernel does not tell. */
  merging: readonly ProcessSample[];
};

/**
 * Every process counts the kept page of its group as merged too, so the merged pages of all of
 * them come to shared + sharing; a process therefore saves sharing / (shared + sharing) of each.
 * While all processes are read, their own sum stands for the whole: ksmd goes on merging between
 * the first and the last read. Else what is missing belongs to processes that cannot be read, or
 * that ended while ksmd stood still, and stays unattributed.
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
    // Rounding leaves fractions of a page, which are nobody's.
    unattributedPages: sample.processes && !sample.processesPending && left >= 1 ? left : 0,
    borrowers,
    merging,
  };
}

/** The one look at every process, of which there may be thousands: few of them merge. */
const tally = oncePerList((processes) => {
  const merging: ProcessSample[] = [];
  let allReadable = true;
  // By index: an iterator would make an object for each.
  for (let index = 0; index < processes.length; index++) {
    const process = processes[index] as ProcessSample;
    // What is not believed is as unknown as what cannot be read.
    if (!process.readable || process.doubts) allReadable = false;
    if (isMerging(process.ksm)) merging.push(process);
  }
  return {merging, allReadable};
});

export const noBorrowers: ReadonlySet<ProcessSample> = new Set();

/**
 * After vfork or clone(CLONE_VM) parent and child report the same memory, both in full. The kernel
 * does not name the owner of a memory, so only where more is merged than the host has, a child
 * whose every figure is its parent's is taken for a borrower, until the sums agree.
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
