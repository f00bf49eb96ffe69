import type {Candidate} from '../../model/optIn/optInCosts.js';
import {isPossible} from '../../model/optIn/optInCosts.js';
import type {ChangedProcess, LookedAt, OptInResult} from '../../model/optIn/optInResult.js';
import type {PlannedProcess} from '../../model/optIn/plannedProcesses.js';
import type {ProcessOptIn} from '../../model/optIn/processOptIn.js';
import {refusal} from '../../model/optIn/refusals.js';

/** Looks at all of them, one after the other; returns those that belong to the choice. */
export async function lookAtAll(
  optIn: ProcessOptIn,
  planned: readonly PlannedProcess[],
): Promise<Candidate[]> {
  const candidates: Candidate[] = [];
  for (const process of planned) {
    const {target, refusal: known} = process;
    const {pid, startTicks} = target;
    const looked = known ? {pid, startTicks, refusal: known} : await optIn.look(target);
    if (process.mayInherit && hasNotInherited(looked)) continue;
    candidates.push({...process, looked});
  }
  return candidates;
}

function hasNotInherited({isAlready, refusal: refused}: LookedAt): boolean {
  return isAlready === true || refused?.name === 'gone' || refused?.name === 'not-ours';
}

export type ChangeOptions = {
  onResult?: (process: ChangedProcess) => void;
  isStopped?: () => boolean;
};

/** Opts in or out one process after the other; those after an interruption are left as they are. */
export async function changeAll(
  optIn: ProcessOptIn,
  candidates: readonly Candidate[],
  {onResult, isStopped}: ChangeOptions = {},
): Promise<ChangedProcess[]> {
  const changed: ChangedProcess[] = [];
  for (const {looked, ...process} of candidates) {
    const result = isPossible({looked, ...process})
      ? isStopped?.()
        ? {...looked, outcome: 'refused' as const, refusal: refusal('not-reached')}
        : await optIn.change(process.target)
      : resultOfLook(looked);
    changed.push({...process, result});
    onResult?.({...process, result});
  }
  return changed;
}

function resultOfLook({pid, startTicks, way, refusal: refused, isAlready}: LookedAt): OptInResult {
  const process = {pid, startTicks, ...(way && {way})};
  if (isAlready) return {...process, outcome: 'already'};
  const outcome = refused?.name === 'gone' ? 'gone' : 'refused';
  return {...process, outcome, ...(refused && {refusal: refused})};
}
