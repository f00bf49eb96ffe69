import type {Candidate} from '../optIn/optInCosts.js';
import type {ProcessSample, Sample} from '../sample/sample.js';

/** What was known of the containers of a trial before it opted anything in. */
export type TrialScope = {
  containerIds: readonly string[];
  /** All processes that they had then. */
  candidates: readonly Candidate[];
};

/**
 * Processes that have inherited the opt-in of a trial since: those that started in its containers,
 * also where the process that started them has ended. Where others were opted in before, only
 * descent shows whose opt-in it is.
 */
export function heirsOf(
  {processes = []}: Sample,
  {containerIds, candidates}: TrialScope,
): readonly ProcessSample[] {
  const known = new Set(candidates.map(({target}) => `${target.pid} ${target.startTicks}`));
  const mixed = new Set(
    candidates.flatMap(({looked, container}) => (looked.isAlready ? container.id : [])),
  );
  return processes.filter(
    ({pid, startTicks, container, ksm}) =>
      containerIds.includes(container.id) &&
      !mixed.has(container.id) &&
      !known.has(`${pid} ${startTicks}`) &&
      // Before 6.14 the kernel does not report it; opting out what is not opted in changes nothing.
      ksm?.mergeAny !== false,
  );
}
