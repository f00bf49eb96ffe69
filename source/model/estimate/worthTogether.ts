import type {Contents, GroupFrames} from './contents.js';
import {type MergeSettings, mergedElsewhere, savedOf} from './savedFrames.js';

export type WorthOptions = {
  /** What opting each group in costs, in frames: its metadata. */
  costFrames: readonly number[];
  zeroFrames: readonly number[];
  settings: MergeSettings;
  /** Contents that are weighed at most; of more, a part. */
  mostContents?: number;
};

/** A content of more than one frame. */
type Shared = {holders: readonly GroupFrames[]; keptElsewhere: boolean; weight: number};

const usualMostContents = 100_000;

/**
 * The groups that are worth opting in together, the most profitable first. Of all groups, those
 * that cost more than they add are left out, again and again, until each one pays for itself. To
 * have fewer neighbors never adds to what a group gains, so what is left out would not pay in any
 * part of the rest either, and no other choice has a higher profit.
 */
export function worthTogether(
  contents: Contents,
  {costFrames, zeroFrames, settings, mostContents = usualMostContents}: WorthOptions,
): number[] {
  const shared = sharedContents(contents, mostContents);
  shared.push({
    holders: zeroFrames.map((frames, group) => ({group, frames})).slice(mergedElsewhere + 1),
    keptElsewhere: settings.useZeroPages || (zeroFrames[mergedElsewhere] ?? 0) > 0,
    weight: 1,
  });
  const chosen = new Set(costFrames.keys());
  chosen.delete(mergedElsewhere);
  for (;;) {
    const gains = gainsOf(shared, chosen, costFrames, settings.maxPageSharing);
    const losing = [...chosen].filter((group) => (gains[group] ?? 0) <= 0);
    if (losing.length === 0) {
      return [...chosen].sort((a, b) => (gains[b] ?? 0) - (gains[a] ?? 0));
    }
    for (const group of losing) chosen.delete(group);
  }
}

/** What each chosen group adds to the profit of the others, in frames. */
function gainsOf(
  shared: readonly Shared[],
  chosen: ReadonlySet<number>,
  costFrames: readonly number[],
  maxPageSharing: number,
): number[] {
  const gains = costFrames.map((cost) => -cost);
  for (const {holders, keptElsewhere, weight} of shared) {
    let all = 0;
    for (const {group, frames} of holders) if (chosen.has(group)) all += frames;
    const saved = savedOf(all, keptElsewhere, maxPageSharing);
    for (const {group, frames} of holders) {
      const without = savedOf(all - frames, keptElsewhere, maxPageSharing);
      if (chosen.has(group)) gains[group] = (gains[group] ?? 0) + weight * (saved - without);
    }
  }
  return gains;
}

/** Contents that more than one frame has, with those that are merged already. */
function sharedContents(contents: Contents, most: number): Shared[] {
  let count = 0;
  contents.forEachShared(() => {
    count++;
  });
  const oneIn = Math.max(1, Math.ceil(count / most));
  const shared: Shared[] = [];
  let number = 0;
  contents.forEachShared((holders, weight) => {
    if (number++ % oneIn !== 0) return;
    shared.push({
      holders: holders.filter(({group}) => group !== mergedElsewhere),
      keptElsewhere: holders.some(({group, frames}) => group === mergedElsewhere && frames > 0),
      weight: weight * oneIn,
    });
  });
  return shared;
}
