import {remoteSentence} from '../advice/remoteCure.js';
import type {ProcessRow} from '../derive/processes.js';
import {belowThreshold, neverMerged, otherCalls, replacedLibrary} from './loadedReasons.js';
import {
  atALoss,
  borrowed,
  ksmdStopped,
  merges,
  nothingAlike,
  notScannedYet,
} from './mergeReasons.js';
import {
  guestNotOffered,
  mergeOff,
  notOptedIn,
  offersUnknown,
  prctlLostOverExec,
} from './optInReasons.js';
import {flawedEntry, relativeEntry, unknownToMusl} from './preloadFlaws.js';
import type {Case, Diagnosis, Reason} from './reason.js';
import {
  libraryNotReadOverSsh,
  missingLibrary,
  otherLibc,
  otherMachine,
  requestedOnly,
  secureProgram,
  startedBefore,
  staticProgram,
} from './requestedReasons.js';
import {
  fileNotReadOverSsh,
  noResources,
  notBelievable,
  notReadable,
  notTried,
  readHangs,
  tooLarge,
} from './unreadReasons.js';

/** The first reason that holds; the surest and most informative come first. */
export function diagnose(facts: Case): Diagnosis {
  const reasons = [notBelievable, ...(reasonsByState[facts.row.preload] ?? [])];
  for (const reason of reasons) {
    const diagnosis = reason(facts);
    if (diagnosis) return typedHere(facts, diagnosis);
  }
  return typedHere(facts, notReadable(facts));
}

/** The cure may name a command of ksmtop, which is typed where ksmtop runs. */
function typedHere({sample}: Case, {text, cure}: Diagnosis): Diagnosis {
  return {text, ...(cure !== undefined && {cure: remoteSentence(sample, cure)})};
}

/** By preload state, in the order in which they are tried. */
const reasonsByState: Readonly<Record<ProcessRow['preload'], readonly Reason[]>> = {
  merging: [borrowed, atALoss, replacedLibrary, merges],
  mergeable: [ksmdStopped, notScannedYet, neverMerged, atALoss, nothingAlike],
  loaded: [replacedLibrary, neverMerged, belowThreshold, otherCalls],
  requested: [
    staticProgram,
    flawedEntry,
    secureProgram,
    unknownToMusl,
    missingLibrary,
    otherMachine,
    otherLibc,
    startedBefore,
    relativeEntry,
    libraryNotReadOverSsh,
    requestedOnly,
  ],
  none: [offersUnknown, prctlLostOverExec, mergeOff, neverMerged, guestNotOffered, notOptedIn],
  unknown: [readHangs, notTried, noResources, fileNotReadOverSsh, tooLarge],
};
