import {countOf, listOf} from '../../text/count.js';
import {nameOf} from '../advice/words.js';
import type {ProcessSample, Sample} from '../sample/sample.js';
import type {Candidate} from './optInCosts.js';
import type {OptInAction} from './optInTarget.js';

/**
 * What opting out leaves opted in: a process that was started by one of the candidates, and whose
 * parent has ended since, cannot be distinguished from one that offers memory by itself.
 */
export function laterOfferSentences(
  sample: Sample,
  candidates: readonly Candidate[],
  action: OptInAction,
): string[] {
  const later = action === 'out' ? laterOffers(sample, candidates) : [];
  if (later.length === 0) return [];
  const names = later.map(({command, pid}) => `${nameOf(command)} ${pid}`);
  return [
    `${countOf(later.length, 'process', 'processes')} that started later in the same container may have inherited the opt-in, and ${later.length === 1 ? 'stays' : 'stay'} opted in: ${listOf(names)}. To opt out all of a container, choose the container.`,
  ];
}

function laterOffers(
  {processes = []}: Sample,
  candidates: readonly Candidate[],
): readonly ProcessSample[] {
  const chosen = new Set(candidates.map(({target}) => target.pid));
  const first = new Map<string, number>();
  for (const {target, container} of candidates) {
    const {startTicks = Number.POSITIVE_INFINITY} = target;
    first.set(container.id, Math.min(first.get(container.id) ?? startTicks, startTicks));
  }
  return processes.filter(
    ({pid, startTicks, container, ksm}) =>
      ksm?.mergeAny === true &&
      !chosen.has(pid) &&
      (startTicks ?? 0) >= (first.get(container.id) ?? Number.POSITIVE_INFINITY),
  );
}
