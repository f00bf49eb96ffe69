import {partly} from '../../model/optIn/refusals.js';
import type {TargetFiles} from './targetFiles.js';
import type {BorrowedCall} from './thread/borrowedCall.js';
import {borrowThread} from './thread/borrowThread.js';
import type {Hold} from './thread/heldThread.js';
import type {Held, StepName} from './thread/holdSteps.js';
import type {TargetProcess} from './thread/target.js';

/** Times are sums. `calls`: how many were made. */
export type CallsMade = Held & {calls: number};

/** Lets a process make these calls, each in a stop of its own, up to the first that fails. */
export function makeCalls(
  files: TargetFiles,
  hold: Hold,
  process: Omit<TargetProcess, 'call'>,
  calls: readonly BorrowedCall[],
  before: (step: StepName) => void,
): CallsMade {
  let stopped: number | undefined;
  let window: number | undefined;
  let last: Held = {outcome: 'done'};
  let made = 0;
  for (const call of calls) {
    last = borrowThread(files, hold, {...process, call}, before);
    stopped = sumOf(stopped, last.stoppedMicroseconds);
    window = sumOf(window, last.windowMicroseconds);
    if (last.outcome !== 'done') break;
    made++;
  }
  const {outcome} = last;
  return {
    ...last,
    outcome:
      typeof outcome === 'object' && made > 0 ? partly(outcome, made, calls.length) : outcome,
    ...(stopped !== undefined && {stoppedMicroseconds: stopped}),
    ...(window !== undefined && {windowMicroseconds: window}),
    calls: made,
  };
}

function sumOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined ? other : one + (other ?? 0);
}
