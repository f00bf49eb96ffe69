import type {Holders} from './holderLists.js';
import {creditGroups, type MergeSettings} from './savedFrames.js';

/** Adds up what contents save: frames by group number. */
export type CreditSums = {
  readonly within: Float64Array;
  readonly between: Float64Array;
  /** By group, and of all of them together: the sums of the squares of what each content saves. */
  readonly squares: Float64Array;
  readonly squareOfAll: number;
  /**
   * @param weight How often the content counts.
   * @param squareWeight How often the square of what it saves does.
   */
  add(holders: Holders, weight: number, squareWeight?: number): void;
  /** What is saved of one group, and of all of them. */
  of(group: number): number;
  readonly all: number;
};

export function createCreditSums(groupCount: number, settings: MergeSettings): CreditSums {
  const within = new Float64Array(groupCount);
  const between = new Float64Array(groupCount);
  const squares = new Float64Array(groupCount);
  let squareOfAll = 0;
  let all = 0;
  return {
    within,
    between,
    squares,
    add(holders, weight, squareWeight = 0) {
      let saved = 0;
      creditGroups(holders, settings, (group, ownWithin, ownBetween) => {
        const credit = ownWithin + ownBetween;
        saved += credit;
        increase(within, group, weight * ownWithin);
        increase(between, group, weight * ownBetween);
        increase(squares, group, squareWeight * credit ** 2);
      });
      all += weight * saved;
      squareOfAll += squareWeight * saved ** 2;
    },
    of: (group) => (within[group] ?? 0) + (between[group] ?? 0),
    get all() {
      return all;
    },
    get squareOfAll() {
      return squareOfAll;
    },
  };
}

export function increase(sums: Float64Array, group: number, by: number): void {
  sums[group] = (sums[group] ?? 0) + by;
}
