import type {ProcessSample} from '../sample/sample.js';

/** How a process offers its memory to KSM. */
export type OptIn = 'preload' | 'prctl' | 'madvise' | 'none' | 'unknown';

/**
 * How far a process has come on its way to merging: each state holds the ones before it.
 * `mergeable` and `merging` count whichever way the memory was offered.
 */
export const preloadStates = [
  'none',
  'requested',
  'loaded',
  'mergeable',
  'merging',
  'unknown',
] as const;
export type PreloadState = (typeof preloadStates)[number];

/** Decides the state from what is mapped and what ksmd counts; environ only explains. */
export function preloadState({ksm, preload, readable, doubts}: ProcessSample): PreloadState {
  if (isMerging(ksm)) return 'merging';
  if (offers(ksm)) return 'mergeable';
  // Counts that cannot be come from an offer, its own or its parent's.
  if (doubts) return 'unknown';
  if (preload.mapped) return readable ? 'loaded' : 'unknown';
  if (!readable || preload.mapped === undefined) return 'unknown';
  if (preload.requested) return 'requested';
  return preload.requested === false ? 'none' : 'unknown';
}

/** Tells the way of opting in; before 6.14 prctl and madvise cannot be told apart from outside. */
export function optIn({ksm, preload, readable}: ProcessSample): OptIn {
  if (preload.mapped) return 'preload';
  if (ksm?.mergeAny) return 'prctl';
  if (offers(ksm)) {
    return ksm?.mergeAny === false && preload.mapped === false ? 'madvise' : 'unknown';
  }
  // Only a kernel that says "not mergeable" can be believed: rmap items appear with the first scan.
  return readable && ksm?.mergeable === false ? 'none' : 'unknown';
}

type Ksm = ProcessSample['ksm'];

export function isMerging(ksm: Ksm): boolean {
  return (ksm?.mergingPages ?? 0) > 0 || (ksm?.zeroPages ?? 0) > 0;
}

function offers(ksm: Ksm): boolean {
  return ksm?.mergeable === true || (ksm?.rmapItems ?? 0) > 0 || isMerging(ksm);
}
