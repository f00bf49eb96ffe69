import type {SavedFrames} from './savedFrames.js';

/**
 * What is still saved after the second reading. That may have covered only some contents: they had
 * `before` at the first reading and `after` it at the second, and all others do as they did. Pages
 * of zeros are in `after` as they are.
 */
export function lastingFrames(
  all: readonly SavedFrames[],
  before: readonly SavedFrames[],
  after: readonly SavedFrames[],
): SavedFrames[] {
  return all.map(({zero, within, between, variance}, group) => {
    const lastingWithin = within * part(after[group]?.within, before[group]?.within);
    const lastingBetween = between * part(after[group]?.between, before[group]?.between);
    return {
      zero: after[group]?.zero ?? zero,
      within: lastingWithin,
      between: lastingBetween,
      variance: variance * part(lastingWithin + lastingBetween, within + between) ** 2,
    };
  });
}

function part(after = 0, before = 0): number {
  return before === 0 ? 1 : after / before;
}
