import type {Contents, SharedContent} from './contents.js';
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
  /** Of the sum, by what was left out of the sample; 0: everything was counted. */
  variance: number;
};

/** The weight of a content: 0 leaves it out, 2 lets it represent another one, too. */
export type PartOf = (content: SharedContent) => number;

/** The number of the group of merged frames that belong to none of the others. */
export const mergedElsewhere = 0;

/**
 * What KSM would save of each group: a content in n frames keeps one of them, or one for each
 * `max_page_sharing` of them, and each of the n frames is credited with the same part of what is
 * saved, so that the groups add up to the total. `variance` is that of the sum over all groups.
 * @param partOf Absent: all of each content counts.
 */
export function savedFrames(
  contents: Contents,
  zeroFrames: readonly number[],
  settings: MergeSettings,
  partOf: PartOf = () => 1,
): {groups: SavedFrames[]; variance: number} {
  const groups = zeroFrames.map(() => ({zero: 0, within: 0, between: 0, variance: 0}));
  let variance = 0;
  contents.forEachShared((content) => {
    const part = partOf(content);
    if (part === 0) return;
    const {holders, weight} = content;
    const {frames, keptElsewhere} = countOf(holders);
    const saved = part * savedOf(frames, keptElsewhere, settings.maxPageSharing);
    if (saved <= 0) return;
    const spread = weight * (weight - 1);
    variance += spread * saved ** 2;
    for (let place = 0; place < holders.length; place++) {
      const group = holders.groups[place] as number;
      const own = holders.frames[place] as number;
      const row = groups[group];
      if (group === mergedElsewhere || own === 0 || !row) continue;
      const credit = (own * saved) / frames;
      const within = Math.min(credit, part * savedOf(own, false, settings.maxPageSharing));
      row.within += weight * within;
      row.between += weight * (credit - within);
      row.variance += spread * credit ** 2;
    }
  });
  addZeroPages(groups, zeroFrames, settings);
  return {groups, variance};
}

/** Frames that are saved of `frames` with one content. */
export function savedOf(frames: number, keptElsewhere: boolean, maxPageSharing: number): number {
  if (keptElsewhere) return frames;
  return frames === 0 ? 0 : frames - Math.ceil(frames / maxPageSharing);
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

function addZeroPages(
  groups: readonly SavedFrames[],
  zeroFrames: readonly number[],
  {useZeroPages, maxPageSharing}: MergeSettings,
): void {
  const all =
    zeroFrames.reduce((sum, frames) => sum + frames, 0) - (zeroFrames[mergedElsewhere] ?? 0);
  const saved = savedOf(
    all,
    useZeroPages || (zeroFrames[mergedElsewhere] ?? 0) > 0,
    maxPageSharing,
  );
  for (const [group, row] of groups.entries()) {
    if (group !== mergedElsewhere && all > 0) row.zero = ((zeroFrames[group] ?? 0) * saved) / all;
  }
}
