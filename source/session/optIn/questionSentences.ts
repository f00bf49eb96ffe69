import type {Model} from '../../model/model.js';
import {laterOfferSentences} from '../../model/optIn/laterOffers.js';
import {
  alreadyDone,
  type Candidate,
  costSentences,
  eligibilityLines,
  mergedBytesOf,
} from '../../model/optIn/optInCosts.js';
import type {OptInAction} from '../../model/optIn/optInTarget.js';
import {registeredSentences} from '../../model/optIn/registeredCounts.js';
import {limitDangersOf, type ReadMemoryLimits} from '../../model/tuning/memoryLimit.js';

/** What is to be weighed before processes are opted in or out, a sentence each. */
export async function questionSentences(
  model: Model,
  containerIds: readonly string[],
  candidates: readonly Candidate[],
  action: OptInAction,
  host: {memoryLimits?: ReadMemoryLimits | undefined},
): Promise<readonly string[]> {
  return [
    ...eligibilityLines(candidates, action),
    ...registeredSentences(model.sample, containerIds, action, alreadyDone(candidates)),
    ...laterOfferSentences(model.sample, candidates, action),
    ...costSentences(model, candidates, action),
    ...(action === 'out'
      ? await limitDangersOf(model, mergedBytesOf(model, candidates), host)
      : []),
  ];
}
