import type {SharedContents} from './contents.js';
import type {Holders} from './holderLists.js';

/** How KSM keeps pages on this host. */
export type MergeSettings = {
  /** Users of one kept page at most: `max_page_sharing`. */
  maxPageSharing: number;
  /** Zero pages become the kernel's own: `use_zero_pages`. */
  useZeroPages: boolean;
};

/** Frames that KSM would save, by where their duplicates are. */
export type SavedFrames = {
  zero: number;
  within: number;
  between: number;
};

/** The number of the group of merged frames that belong to none of the others. */
export const mergedElsewhere = 0;

/**
 * What KSM would save of each group: a content in n frames keeps one of them, or one for each
 * `max_page_sharing` of them, and each of the n frames is credited with the same part of what is
 * saved, so that the groups add up to the total.
 */
export function savedFrames(
  contents: SharedContents,
  zeroFrames: readonly number[],
  settings: MergeSettings,
): SavedFrames[] {
  const zeros = savedZeros(zeroFrames, settings);
  const groups = zeros.map((zero) => ({zero, within: 0, between: 0}));
  contents.forEachShared(({holders, weight}) => {
    creditGroups(holders, settings, (group, within, between) => {
      const row = groups[group];
      if (!row) return;
      row.within += weight * within;
      row.between += weight * between;
    });
  });
  return groups;
}

/** Calls back with what each group is credited with of one content. */
export function creditGroups(
  holders: Holders,
  {maxPageSharing}: MergeSettings,
  visit: (group: number, within: number, between: number) => void,
): void {
  const {frames, keptElsewhere} = countOf(holders);
  const saved = savedOf(frames, keptElsewhere, maxPageSharing);
  if (saved === 0) return;
  for (let place = 0; place < holders.length; place++) {
    const group = holders.groups[place] as number;
    const own = holders.frames[place] as number;
    if (group === mergedElsewhere || own === 0) continue;
    const credit = (own * saved) / frames;
    const within = Math.min(credit, savedOf(own, false, maxPageSharing));
    visit(group, within, credit - within);
  }
}

/** Frames that are saved of `frames` with one content. */
export function savedOf(frames: number, keptElsewhere: boolean, maxPageSharing: number): number {
  if (keptElsewhere) return frames;
  return Math.max(0, frames - Math.ceil(frames / maxPageSharing));
}

/** The frames of a content that may be saved, and whether one of it is merged already. */
export function countOf(holders: Holders): {frames: number; keptElsewhere: boolean} {
  let frames = 0;
  let keptElsewhere = false;
  for (let place = 0; place < holders.length; place++) {
    const own = holders.frames[place] as number;
    if (holders.groups[place] === mergedElsewhere) keptElsewhere ||= own > 0;
    else frames += own;
  }
  return {frames, keptElsewhere};
}

/** Pages of zeros that are saved, by group. */
export function savedZeros(
  zeroFrames: readonly number[],
  {useZeroPages, maxPageSharing}: MergeSettings,
): number[] {
  const elsewhere = zeroFrames[mergedElsewhere] ?? 0;
  const all = zeroFrames.reduce((sum, frames) => sum + frames, 0) - elsewhere;
  const saved = savedOf(all, useZeroPages || elsewhere > 0, maxPageSharing);
  return zeroFrames.map((frames, group) =>
    group === mergedElsewhere || all === 0 ? 0 : (frames * saved) / all,
  );
}
