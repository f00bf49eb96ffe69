import {processId} from '../derive/processes.js';
import type {Candidate} from '../optIn/optInCosts.js';
import type {ProcessName, ProcessSample, Sample} from '../sample/sample.js';

/** Where the heirs of a trial are to be found. */
export type TrialScope = {
  containerIds: readonly string[];
  /** It was there before the trial opted anything in. */
  isKnown: (process: ProcessName) => boolean;
};

/**
 * The containers of a trial without those in which others were opted in before: there, only descent
 * shows whose opt-in it is.
 * @param candidates All processes that they had before the trial opted anything in.
 */
export function scopeOfTrial(
  containerIds: readonly string[],
  candidates: readonly Candidate[],
): TrialScope {
  const known = new Set(candidates.map(({target}) => processId(target)));
  const mixed = new Set(
    candidates.flatMap(({looked, container}) => (looked.isAlready ? container.id : [])),
  );
  return {
    containerIds: containerIds.filter((id) => !mixed.has(id)),
    isKnown: (process) => known.has(processId(process)),
  };
}

/**
 * Heirs: processes that have inherited the opt-in of a trial. They started in its containers since,
 * and what started them may have ended.
 */
export function heirsOf(
  {processes = []}: Sample,
  {containerIds, isKnown}: TrialScope,
): readonly ProcessSample[] {
  return processes.filter(
    (process) =>
      containerIds.includes(process.container.id) &&
      !isKnown(process) &&
      // Before 6.14 the kernel does not report it; opting out what is not opted in changes nothing.
      process.ksm?.mergeAny !== false,
  );
}
