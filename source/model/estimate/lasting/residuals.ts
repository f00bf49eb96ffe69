import {increase} from '../contents/creditSums.js';
import {creditGroups, type MergeSettings} from '../contents/savedFrames.js';
import type {LastingContents} from './lastingContents.js';

/** How far the contents that were read again are from what is estimated of them. */
export type Residuals = {
  /** By group: the sum of their squares, and as much as one more content would add that had changed. */
  readonly groups: Float64Array;
  /** The same for what each content saves of all groups. */
  readonly all: number;
};

/** @param ratios By group: the part of what is saved within it, and between it and others, that lasts. */
export function residualsOf(
  lasting: LastingContents,
  ratios: readonly {within: number; between: number}[],
  settings: MergeSettings,
): Residuals {
  const count = ratios.length;
  const [sums, squares, contents] = [0, 0, 0].map(() => new Float64Array(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const ofAll = {sum: 0, squares: 0, contents: 0};
  const residual = new Float64Array(count);
  const saved = new Float64Array(count);

  lasting.forEach(({content, holders, isFrequent}) => {
    if (isFrequent) return;
    const {weight} = content;
    const groups: number[] = [];
    creditGroups(content.holders, settings, (group, within, between) => {
      const ratio = ratios[group] ?? {within: 1, between: 1};
      residual[group] = -(ratio.within * within + ratio.between * between);
      saved[group] = within + between;
      groups.push(group);
    });
    creditGroups(holders, settings, (group, within, between) => {
      increase(residual, group, within + between);
    });
    let [residualOfAll, savedOfAll] = [0, 0];
    for (const group of groups) {
      residualOfAll += residual[group] as number;
      savedOfAll += saved[group] as number;
      increase(sums, group, (weight * (residual[group] as number)) ** 2);
      increase(squares, group, (weight * (saved[group] as number)) ** 2);
      increase(contents, group, 1);
    }
    ofAll.sum += (weight * residualOfAll) ** 2;
    ofAll.squares += (weight * savedOfAll) ** 2;
    ofAll.contents++;
  });
  return {
    groups: sums.map(
      (sum, group) => sum + (squares[group] as number) / Math.max(1, contents[group] as number),
    ),
    all: ofAll.sum + ofAll.squares / Math.max(1, ofAll.contents),
  };
}
