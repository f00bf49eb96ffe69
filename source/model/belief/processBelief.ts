import {groupThousands} from '../../text/units.js';
import {findBorrowers} from '../derive/attribution.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample, Sample} from '../sample/sample.js';
import {impossibleCount, wordLimit} from './doubt.js';
import {type CountField, countFields, type Reasons, withDoubts} from './withDoubts.js';

/** The host's totals by its own counters; absent: unknown. */
type Whole = Readonly<Record<CountField, number | undefined>>;

/**
 * Removes impossible counts of processes: kernels from 5.19 to late 2025 pass all three counts on to
 * forked children. The sums over processes are checked against the host, and each process against
 * its own memory where the sums disagree or are incomplete.
 */
export function believeProcesses(sample: Sample, zeroIsDoubtful: boolean): Sample['processes'] {
  const {processes, host, ksm} = sample;
  if (!processes) return undefined;
  const {counted, isPartial} = census(processes);
  const whole = wholeOf(sample);
  // ksmd continues between reading the counters and reading the last process.
  const slackPages = racePages + 4 * (Number(ksm?.parameters.pages_to_scan) || 0);
  const reasons: Reasons = new Map();
  for (const field of countFields) {
    const reject = (
      suspects: readonly ProcessSample[],
      why: (pages: number, process: ProcessSample) => Why,
    ) =>
      suspects.filter((process) => {
        const reason = why(process.ksm?.[field] ?? 0, process);
        if (reason) reasons.set(process, {...reasons.get(process), [field]: reason});
        return !reason;
      });
    const limit = wordLimit(host);
    let believed = reject(
      counted.filter(({ksm}) => ksm?.[field]),
      (pages, {ksm: counts}) =>
        impossibleCount(pages, limit) ??
        (field === 'mergingPages' ? beyondItems(pages, counts?.rmapItems, slackPages) : undefined),
    );
    const most = whole[field] ?? Number.POSITIVE_INFINITY;
    const raceLimit = most * raceShare + slackPages;
    // A first scan adds items by the thousand; merged pages are attributed, so they are held closer.
    const closeLimit = field === 'mergingPages' ? sumLimit(most) : raceLimit;
    if (field === 'zeroPages') {
      if (zeroIsDoubtful) believed = reject(believed, () => doubtfulZero);
    } else if (isPartial || host.hidesProcesses || total(believed, field) > closeLimit) {
      believed = reject(believed, (pages, process) => beyondMemory(pages, process, host));
    }
    if (total(believed, field) <= raceLimit) continue;
    const excluded = excess(believed, field, sumLimit(most));
    reject(
      excluded,
      () =>
        `adds up, with the other processes, to more than the ${groupThousands(most)} pages of the host`,
    );
  }
  return withDoubts(processes, reasons);
}

type Why = string | undefined;

const doubtfulZero = "cannot be checked: the host's own value is impossible";
const raceShare = 1.25;
const racePages = 4096;
const memoryRacePages = 1024;

/** Larger sums disagree with the host. */
function sumLimit(most: number): number {
  return most * 1.02 + 64;
}

/** Each merged page has an item; ksmd may continue between counting the two. */
function beyondItems(pages: number, items: number | undefined, slackPages: number): Why {
  if (items === undefined || items < 0 || pages <= items + slackPages) return undefined;
  return `is more than its ${groupThousands(items)} ${items === 1 ? 'rmap item' : 'rmap items'}`;
}

function beyondMemory(pages: number, {anonBytes}: ProcessSample, host: Sample['host']): Why {
  if (anonBytes === undefined) return undefined;
  const resident = Math.round(anonBytes / host.pageSizeBytes);
  return pages > resident * raceShare + memoryRacePages
    ? `is more than its ${groupThousands(resident)} resident anonymous ${resident === 1 ? 'page' : 'pages'}`
    : undefined;
}

/** Processes whose counts are dropped until the sum is at most `most`, the least likely first. */
function excess(
  processes: readonly ProcessSample[],
  field: CountField,
  most: number,
): readonly ProcessSample[] {
  let left = total(processes, field) - most;
  const borrowers = findBorrowers(processes, left, field);
  left -= total(borrowers, field);
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const suspicion = (process: ProcessSample): number => {
    const pages = process.ksm?.[field] ?? 0;
    if (pages > most) return Number.POSITIVE_INFINITY;
    // Forked without an exec since: its counts may be its parent's.
    const isForked = byPid.get(process.parentPid)?.command === process.command;
    return (isForked ? 2 ** 53 : 0) + pages / Math.max(1, process.anonBytes ?? 1);
  };
  const excluded: ProcessSample[] = [];
  const candidates = processes.filter((process) => !borrowers.has(process));
  for (const process of candidates.sort((a, b) => compare(suspicion(b), suspicion(a)))) {
    if (left <= 0) break;
    excluded.push(process);
    left -= process.ksm?.[field] ?? 0;
  }
  return excluded;
}

function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function total(processes: Iterable<ProcessSample>, field: CountField): number {
  let pages = 0;
  for (const {ksm} of processes) pages += ksm?.[field] ?? 0;
  return pages;
}

function wholeOf({ksm}: Sample): Whole {
  const {pages_shared: shared, pages_sharing: sharing, ...others} = ksm?.counters ?? {};
  const {pages_unshared: unshared, pages_volatile: changing, ksm_zero_pages: zero} = others;
  const merged = shared === undefined || sharing === undefined ? undefined : shared + sharing;
  return {
    mergingPages: merged,
    // 0: ksmd has only just started, or an unmerge is in progress.
    rmapItems:
      merged === undefined || unshared === undefined || changing === undefined
        ? undefined
        : merged + unshared + changing || undefined,
    zeroPages: zero,
  };
}

/** The few processes with any count, and whether many others are unreadable. */
const census = oncePerList((processes) => {
  const counted: ProcessSample[] = [];
  let unreadable = 0;
  // By index: an iterator would allocate an object for each of thousands.
  for (let index = 0; index < processes.length; index++) {
    const process = processes[index] as ProcessSample;
    if (!process.readable) unreadable++;
    const {rmapItems, mergingPages, zeroPages} = process.ksm ?? {};
    if (rmapItems || mergingPages || zeroPages) counted.push(process);
  }
  // Even root may be refused a few.
  return {counted, isPartial: unreadable > 0.1 * processes.length};
});
