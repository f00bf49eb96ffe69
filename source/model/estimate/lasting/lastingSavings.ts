import type {SharedContents} from '../contents/contents.js';
import {type CreditSums, createCreditSums, increase} from '../contents/creditSums.js';
import {
  type MergeSettings,
  mergedElsewhere,
  type SavedFrames,
  savedZeros,
} from '../contents/savedFrames.js';
import {
  createLastingContents,
  type LastingContents,
  type LastingOptions,
} from './lastingContents.js';
import {residualsOf} from './residuals.js';
import {sampledVariance} from './sampledVariance.js';

/** Zero frames of a group: those that were read again, and those of them that had not changed. */
export type ZeroFrames = {frames: number; read: number; same: number};

export type SavingsOptions = LastingOptions & {
  /** By group number. */
  zeros: readonly ZeroFrames[];
  settings: MergeSettings;
};

/** What is saved after the second reading, by group number. */
export type LastingSavings = {
  groups: readonly SavedFrames[];
  /** Frames that would be saved if nothing changed, less those. */
  volatile: readonly number[];
  /** Of what is saved of each group, and of the sum of all. */
  variances: readonly number[];
  variance: number;
  /** What the second reading knows of contents. */
  contents: SharedContents;
  zeroFrames: readonly number[];
};

/**
 * What is still saved after the second reading, and the variance of that.
 *
 * Of the contents one in m was counted, each with x frames saved, and one in k of these was read again:
 * y frames last. The estimate is R·Σmx with R = Σmy / Σmx over what was read again, and its variance
 * that of a sample within a sample:
 *
 *     R·Σm(m−1)x² + k(k−1)·(Σm²(y − Rx)² + mean m²x²)
 *
 * First the sample of contents: one lasts or does not, so E y² = R·x². Then that of the second reading,
 * as if one more content had changed than was found: rare changes may all be outside of it. Zeros and
 * frequent contents are all counted, and read again by address: see `sampledVariance`.
 */
export function lastingSavings(options: SavingsOptions): LastingSavings {
  const {readAgainOneIn, zeros, settings} = options;
  const lasting = createLastingContents(options);
  const {counted, before, after, frequentBefore, frequentAfter, frequentVariances} = sumsOf(
    options,
    lasting,
  );
  const usual = ratioOf(after.all, before.all, 1);
  const ratios = zeros.map((_, group) => ({
    within: ratioOf(after.within[group], before.within[group], usual),
    between: ratioOf(after.between[group], before.between[group], usual),
  }));
  const residuals = residualsOf(lasting, ratios, settings);
  const spread = readAgainOneIn * (readAgainOneIn - 1);
  const zero = lastingZeros(zeros, settings);
  // Of a group without a content that was read again: what lasts is a guess, all of it or nothing.
  const guesses = zeros.map((_, group) =>
    before.of(group) === 0 ? counted.of(group) ** 2 * usual * (1 - usual) : 0,
  );
  const otherVariances = zeros.map(
    (_, group) => at(guesses, group) + at(frequentVariances, group) + at(zero.variances, group),
  );
  const groups = ratios.map(({within, between}, group) => ({
    zero: at(zero.after, group),
    within: within * at(counted.within, group) + at(frequentAfter.within, group),
    between: between * at(counted.between, group) + at(frequentAfter.between, group),
  }));
  return {
    groups,
    volatile: groups.map((saved, group) => {
      const once = at(zero.before, group) + counted.of(group) + frequentBefore.of(group);
      // `max_page_sharing` may save a frame more of fewer.
      return Math.max(0, once - saved.zero - saved.within - saved.between);
    }),
    variances: ratios.map(({within, between}, group) => {
      const still = within * at(counted.within, group) + between * at(counted.between, group);
      const sampled = at(counted.squares, group) * ratioOf(still, counted.of(group), usual);
      return sampled + spread * at(residuals.groups, group) + at(otherVariances, group);
    }),
    variance:
      counted.squareOfAll * usual +
      spread * residuals.all +
      otherVariances.reduce((sum, variance) => sum + variance, 0),
    contents: lasting.shared,
    zeroFrames: zero.frames,
  };
}

type Sums = {
  /** Of contents that are not frequent: all, those that were read again, and what lasts of these. */
  counted: CreditSums;
  before: CreditSums;
  after: CreditSums;
  frequentBefore: CreditSums;
  frequentAfter: CreditSums;
  frequentVariances: Float64Array;
};

function sumsOf(
  {contents, isFrequent: isFrequentOf, zeros, settings}: SavingsOptions,
  lasting: LastingContents,
): Sums {
  const empty = () => createCreditSums(zeros.length, settings);
  const sums: Sums = {
    counted: empty(),
    before: empty(),
    after: empty(),
    frequentBefore: empty(),
    frequentAfter: empty(),
    frequentVariances: new Float64Array(zeros.length),
  };
  contents.forEachShared(({holders, frames, weight}) => {
    if (isFrequentOf(frames)) sums.frequentBefore.add(holders, weight);
    else sums.counted.add(holders, weight, weight * (weight - 1));
  });
  lasting.forEach(({content: {holders, weight}, holders: still, isFrequent, shares}) => {
    if (!isFrequent) {
      sums.before.add(holders, weight);
      sums.after.add(still, weight);
      return;
    }
    sums.frequentAfter.add(still, weight);
    for (let place = 0; place < holders.length; place++) {
      const group = holders.groups[place] as number;
      const {read, same} = shares.find((share) => share.group === group) ?? {read: 0, same: 0};
      const variance = sampledVariance(holders.frames[place] as number, read, same);
      increase(sums.frequentVariances, group, group === mergedElsewhere ? 0 : variance);
    }
  });
  return sums;
}

/** Zeros by group. A group of which none was read again does as the others. */
function lastingZeros(zeros: readonly ZeroFrames[], settings: MergeSettings) {
  const allRead = zeros.reduce((sum, {read}) => sum + read, 0);
  const allSame = zeros.reduce((sum, {same}) => sum + same, 0);
  const usual = ratioOf(allSame, allRead, 1);
  const frames = zeros.map(({frames: all, read, same}) => all * ratioOf(same, read, usual));
  return {
    frames,
    before: savedZeros(
      zeros.map(({frames: all}) => all),
      settings,
    ),
    after: savedZeros(frames, settings),
    variances: zeros.map(({frames: all, read, same}, group) =>
      group === mergedElsewhere ? 0 : sampledVariance(all, read, same),
    ),
  };
}

const at = (numbers: ArrayLike<number>, place: number) => numbers[place] ?? 0;

function ratioOf(part: number | undefined, whole: number | undefined, otherwise: number): number {
  return whole ? (part ?? 0) / whole : otherwise;
}
