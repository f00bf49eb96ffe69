import type {SharedContents} from './contents/contents.js';
import type {Holders} from './contents/holderLists.js';
import {countOf, type MergeSettings, mergedElsewhere, savedOf} from './contents/savedFrames.js';

export type WorthOptions = {
  /** What opting each group in costs, in frames: its metadata. */
  costFrames: readonly number[];
  zeroFrames: readonly number[];
  settings: MergeSettings;
};

/**
 * The groups that are worth opting in together, the most profitable first. Of all groups, those
 * that cost more than they add are left out, again and again, until each one pays for itself. To
 * have fewer neighbors never adds to what a group gains, so what is left out would not pay in any
 * part of the rest either, and no other choice has a higher profit.
 */
export function worthTogether(contents: SharedContents, options: WorthOptions): number[] {
  const chosen = options.costFrames.map((_, group) => group !== mergedElsewhere);
  for (;;) {
    const profits = profitsOf(contents, chosen, options);
    const groups = [...chosen.keys()].filter((group) => chosen[group]);
    const losing = groups.filter((group) => (profits[group] ?? 0) <= 0);
    if (losing.length === 0) return groups.sort((a, b) => (profits[b] ?? 0) - (profits[a] ?? 0));
    for (const group of losing) chosen[group] = false;
  }
}

/** What each chosen group adds to the profit of all of them, in frames. */
function profitsOf(
  contents: SharedContents,
  chosen: readonly boolean[],
  {costFrames, zeroFrames, settings: {maxPageSharing, useZeroPages}}: WorthOptions,
): number[] {
  const profits = costFrames.map((cost) => -cost);

  function add({length, groups, frames}: Holders, weight: number, keptElsewhere: boolean): void {
    let all = 0;
    for (let place = 0; place < length; place++) {
      if (chosen[groups[place] as number]) all += frames[place] as number;
    }
    const saved = savedOf(all, keptElsewhere, maxPageSharing);
    for (let place = 0; place < length; place++) {
      const group = groups[place] as number;
      if (!chosen[group]) continue;
      const without = savedOf(all - (frames[place] as number), keptElsewhere, maxPageSharing);
      profits[group] = (profits[group] as number) + weight * (saved - without);
    }
  }

  contents.forEachShared(({holders, weight}) => {
    add(holders, weight, countOf(holders).keptElsewhere);
  });
  const {length} = zeroFrames;
  const areKept = useZeroPages || (zeroFrames[mergedElsewhere] ?? 0) > 0;
  add({length, groups: [...zeroFrames.keys()], frames: zeroFrames}, 1, areKept);
  return profits;
}
