import {restate, settleIn, type TrackedProcess} from './trackedProcess.js';

/**
 * What a new look at a `stat` says: it is gone; its pid is another process's; it has run another
 * program since, or was never read in whole; or nothing of that.
 */
export type Judgement = 'gone' | 'other' | 'changed' | 'same';

/** By then a new program has its libraries. */
const settlesAfterExecMs = 2000;

/** Compares what was seen with what was known, and takes it over. */
export function judge(tracked: TrackedProcess): Judgement {
  const {seen, stat} = tracked;
  if (!seen || tracked.gone) return 'gone';
  // Of one that answers for the first time, nobody knows whether it is the one that hung.
  if (seen.startTicks !== stat?.startTicks) return 'other';
  const executed =
    seen.imageKey !== 0 && stat.imageKey !== 0
      ? seen.imageKey !== stat.imageKey
      : seen.command !== stat.command;
  restate(tracked, seen);
  if (executed) settleIn(tracked, settlesAfterExecMs);
  return executed || !tracked.complete ? 'changed' : 'same';
}
