import {type Candidate, isPossible} from '../../model/optIn/optInCosts.js';
import type {ChangedProcess} from '../../model/optIn/optInResult.js';
import type {PlannedProcess} from '../../model/optIn/plannedProcesses.js';
import type {ProcessOptIn} from '../../model/optIn/processOptIn.js';
import {type ChangeOptions, changeAll, lookAtAll} from './changeProcesses.js';

export type OptInWork = ChangeOptions & {
  optIn: ProcessOptIn;
  candidates: readonly Candidate[];
  /** The choice as it is by now: processes may have started meanwhile. */
  planAgain: () => Promise<readonly PlannedProcess[]>;
};

/** Processes that start others faster than they are opted in are left after this many rounds. */
const mostRounds = 5;

/** Opts them in or out, then those that started meanwhile, until there are none. */
export async function runOptIn(work: OptInWork): Promise<ChangedProcess[]> {
  const {optIn, planAgain, isStopped} = work;
  const changed = await changeAll(optIn, work.candidates, work);
  for (let round = 0; round < mostRounds && !isStopped?.(); round++) {
    const known = new Set(changed.map(keyOf));
    const newcomers = (await planAgain()).filter((process) => !known.has(keyOf(process)));
    const candidates = (await lookAtAll(optIn, newcomers)).filter(isPossible);
    if (candidates.length === 0) break;
    changed.push(...(await changeAll(optIn, candidates, work)));
  }
  optIn.forgetEnded(changedContainers(changed));
  return changed;
}

/** Their containers did not just restart: what ended there before is of no interest anymore. */
function changedContainers(changed: readonly ChangedProcess[]): string[] {
  const done = changed.filter(
    ({target: {action}, result: {outcome}}) =>
      outcome.startsWith('opted-') || (action === 'out' && outcome === 'already'),
  );
  return [...new Set(done.map(({container}) => container.id))];
}

function keyOf({target: {pid, startTicks}}: PlannedProcess): string {
  return `${pid} ${startTicks}`;
}
