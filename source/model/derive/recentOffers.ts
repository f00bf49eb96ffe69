import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample, Sample} from '../sample/sample.js';
import {preloadState} from './preloadState.js';
import {verdictThresholds} from './verdictTable.js';

/**
 * Processes that were seen to begin to offer memory, as by an opt-in while they run, until ksmd has
 * scanned that memory often enough to judge them: by pid.
 */
export type RecentOffers = ReadonlyMap<number, RecentOffer>;

/** `fullScans` is what full_scans was when the offer was first seen. */
type RecentOffer = {startTicks: number | undefined; fullScans: number};

const none: RecentOffers = new Map();

/** Which offers are recent after the next sample of the same boot. */
export function followRecentOffers(
  previous: {recentOffers: RecentOffers; sample: Sample} | undefined,
  sample: Sample,
): RecentOffers {
  const before = previous?.recentOffers ?? none;
  const fullScans = sample.ksm?.counters.full_scans;
  if (!previous || fullScans === undefined || !sample.processes) return before;
  const offers = offersOf(sample.processes);
  const recent = new Map<number, RecentOffer>();
  for (const [pid, {startTicks, fullScans: seenAt}] of before) {
    // An unmerge sets full_scans to 0, and everything has to be scanned again.
    const from = Math.min(seenAt, fullScans);
    const isSame = offers.get(pid)?.startTicks === startTicks;
    const isRecent = fullScans < from + verdictThresholds.scansToJudge;
    if (isSame && isRecent) recent.set(pid, {startTicks, fullScans: from});
  }
  for (const {pid, startTicks} of newOffers(previous.sample, sample.processes)) {
    recent.set(pid, {startTicks, fullScans});
  }
  return recent.size > 0 ? recent : none;
}

/** Processes that offer memory now, and did not in the previous sample, which had read them. */
function newOffers(
  {processes: before = []}: Sample,
  processes: readonly ProcessSample[],
): readonly ProcessSample[] {
  if (before === processes) return [];
  const known = offersOf(before);
  return [...offersOf(processes).values()].filter(
    ({pid, startTicks}) =>
      known.get(pid)?.startTicks !== startTicks &&
      before.some((process) => process.pid === pid && process.startTicks === startTicks),
  );
}

const offersOf = oncePerList((processes): ReadonlyMap<number, ProcessSample> => {
  const offering = processes.filter((process) => {
    const state = preloadState(process);
    return state === 'mergeable' || state === 'merging';
  });
  return new Map(offering.map((process) => [process.pid, process]));
});
