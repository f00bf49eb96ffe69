import type {ProcessSample} from '../sample/sample.js';

/** How a process offers its memory to KSM. */
export type OptIn = 'preload' | 'prctl' | 'madvise' | 'none' | 'unknown';

/**
 * How close a process is to merging: each state implies the previous ones. `mergeable` and
 * `merging` apply whichever way the memory was offered.
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

/** The state, from mapped libraries and ksmd's counts; environ only adds `requested`. */
export function preloadState({ksm, preload, readable, doubts}: ProcessSample): PreloadState {
  if (isMerging(ksm)) return 'merging';
  if (offers(ksm)) return 'mergeable';
  // Impossible counts come from memory offered by the process or its parent.
  if (doubts) return 'unknown';
  if (preload.mapped) return readable ? 'loaded' : 'unknown';
  if (!readable || preload.mapped === undefined) return 'unknown';
  if (preload.requested) return 'requested';
  return preload.requested === false ? 'none' : 'unknown';
}

/**
 * Whether an unknown state is so only because the process has just started: its memory map and its
 * environment say nothing before it has executed its program, and are read after that.
 */
export function isStarting({preload, readable, doubts}: ProcessSample): boolean {
  return readable && !doubts && preload.mapped === undefined && preload.requested === undefined;
}

/** How the process opted in; before 6.14, prctl and madvise look the same from outside. */
export function optIn({ksm, preload, readable}: ProcessSample): OptIn {
  if (preload.mapped) return 'preload';
  if (ksm?.mergeAny) return 'prctl';
  if (offers(ksm)) {
    return ksm?.mergeAny === false && preload.mapped === false ? 'madvise' : 'unknown';
  }
  // Without `ksm_mergeable` it is unknown: rmap items only appear with the first scan.
  return readable && ksm?.mergeable === false ? 'none' : 'unknown';
}

type Ksm = ProcessSample['ksm'];

/** Whether a process has merged pages or zero pages. */
export function isMerging(ksm: Ksm): boolean {
  return (ksm?.mergingPages ?? 0) > 0 || (ksm?.zeroPages ?? 0) > 0;
}

function offers(ksm: Ksm): boolean {
  return ksm?.mergeable === true || (ksm?.rmapItems ?? 0) > 0 || isMerging(ksm);
}
