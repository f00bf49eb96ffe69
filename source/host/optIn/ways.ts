import {constants} from 'node:os';
import {
  type AddressRange,
  bytesOfRanges,
  joinRanges,
  sharedRanges,
} from '../../kernel/process/memory/addressRanges.js';
import type {OfferedRegion} from '../../kernel/process/memory/offeredRegions.js';
import type {OptInAction, OptInWay, TargetFacts} from '../../model/optIn/optInTarget.js';
import {kernelRefusal, type Refusal, refusal} from '../../model/optIn/refusals.js';
import type {SystemCalls} from '../systemCalls/systemCalls.js';
import {type BorrowedCall, madviseCall, prctlCall} from './thread/borrowedCall.js';

/** What a process offers, as far as a way needs to know. */
export type Offer = {
  facts: TargetFacts;
  /** What ksmtop had it offer by madvise. */
  readKnown: () => readonly AddressRange[];
  /** Its memory by now; absent: cannot be read. */
  readRegions: () => readonly OfferedRegion[] | undefined;
};

/** What to do to a process. */
export type WorkPlan = {
  /** None: it is in the wanted state already. */
  calls: readonly BorrowedCall[];
  facts: TargetFacts;
  /** Memory that the calls concern; absent: all of it. */
  ranges?: readonly AddressRange[];
  /** Why it is not known what to do. */
  refusal?: Refusal;
};

type Way = {
  plan(action: OptInAction, offer: Offer): WorkPlan;
  /** Looks at what the calls have done; returns why that is not what was wanted. */
  verify(action: OptInAction, plan: WorkPlan, offer: Offer): Refusal | undefined;
};

export const ways: Readonly<Record<OptInWay, Way>> = {
  prctl: {
    plan(action, offer) {
      const facts = {...offer.facts, ...shownByRegions(action, offer)};
      return {facts, calls: facts.mergeAny === (action === 'in') ? [] : [prctlCall(action)]};
    },
    verify: () => undefined,
  },
  madvise: {
    plan(action, {facts, readKnown, readRegions}) {
      const regions = readRegions();
      if (!regions) return {facts, calls: [], refusal: refusal('unreadable')};
      const offered = regions.filter(({isOffered}) => isOffered);
      const ours = sharedRanges(offered, readKnown());
      const ranges =
        action === 'in' ? joinRanges(regions.filter(({isOfferable}) => isOfferable)) : ours;
      const sharedBytes = offered.reduce((sum, region) => sum + region.sharedBytes, 0);
      const isOurs = action === 'in' || ours.length > 0 || offered.length === 0;
      return {
        ...(!isOurs && {refusal: refusal('not-ours')}),
        calls: ranges.map((range) => madviseCall(action, range)),
        ranges,
        facts: {
          ...facts,
          mergeAny: false,
          offers: bytesOfRanges(ours) < bytesOfRanges(offered),
          mergedPages: sharedBytes / pageBytes,
        },
      };
    },
    // The kernel answers 0 for memory that it then leaves out, and ENOMEM for what is gone.
    verify(action, {ranges = []}, {readRegions}) {
      const offered = readRegions()?.filter(({isOffered}) => isOffered) ?? [];
      const isOffered = sharedRanges(offered, ranges).length > 0;
      if (action === 'in') return isOffered ? undefined : refusal('nothing-offered');
      return isOffered ? kernelRefusal('ENOMEM') : undefined;
    },
  },
};

/**
 * Before 6.14 no file tells whether a process is opted in as a whole: if only part of its memory is
 * offered, it offers regions itself. Opting such a process out changes nothing, so a doubt is harmless.
 */
function shownByRegions(
  action: OptInAction,
  {facts, readRegions}: Offer,
): Pick<TargetFacts, 'mergeAny' | 'offers'> | undefined {
  const regions = facts.mergeAny === undefined ? readRegions() : undefined;
  if (!regions) return undefined;
  const offers = regions.some(({isOffered}) => isOffered);
  const isWhole = !regions.some(({isOfferable, isStack}) => isOfferable && !isStack);
  return {offers, mergeAny: offers && (isWhole || action === 'out')};
}

/** Of x86-64, the only architecture that is supported. */
const pageBytes = 4096;

const {EINVAL} = constants.errno;

/** PR_GET_MEMORY_MERGE came with the call that opts in a whole process: it needs no release number. */
export function wayOfKernel(calls: SystemCalls): OptInWay {
  return calls.call('prctl', 68, 0, 0, 0, 0) === -EINVAL ? 'madvise' : 'prctl';
}
