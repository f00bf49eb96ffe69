import type {SharedContent, SharedContents} from '../contents/contents.js';
import type {Holders} from '../contents/holderLists.js';
import {mergedElsewhere} from '../contents/savedFrames.js';
import type {GroupShare, LastingShares} from './lastingShares.js';

/** A content of which pages were read again. */
export type LastingContent = {
  /** As the first reading counted it. */
  content: SharedContent;
  /** The same groups with the frames that have not changed. */
  holders: Holders;
  /** It has many frames, and only a sample of them was read again; otherwise all of them were. */
  isFrequent: boolean;
  shares: readonly GroupShare[];
};

export type LastingContents = {
  /** The content is lent for the call. */
  forEach(visit: (lasting: LastingContent) => void): void;
  /** The same, each for the contents that it represents. */
  readonly shared: SharedContents;
};

export type LastingOptions = {
  contents: SharedContents;
  shares: LastingShares;
  isFrequent: (frames: number) => boolean;
  /** All frequent contents were read again, and one in this many of the others. */
  readAgainOneIn: number;
  /** Whether a content that is not frequent was read again, by its hash. */
  isReadAgain: (high: number) => boolean;
};

/** What the second reading knows of contents. A frequent one of which it met no page has not changed. */
export function createLastingContents({
  contents,
  shares,
  isFrequent: isFrequentOf,
  readAgainOneIn,
  isReadAgain,
}: LastingOptions): LastingContents {
  const lasting: number[] = [];

  function forEach(visit: (lasting: LastingContent) => void): void {
    contents.forEachShared((content) => {
      const {holders} = content;
      const isFrequent = isFrequentOf(content.frames);
      if (!isFrequent && !isReadAgain(content.high)) return;
      const again = shares.of(content.low, content.high) ?? (isFrequent ? [] : undefined);
      if (!again) return;
      for (let place = 0; place < holders.length; place++) {
        const group = holders.groups[place] as number;
        lasting[place] = (holders.frames[place] as number) * shareOf(again, group);
      }
      const {length, groups} = holders;
      visit({content, holders: {length, groups, frames: lasting}, isFrequent, shares: again});
    });
  }

  return {
    forEach,
    shared: {
      forEachShared(visit) {
        forEach(({content, holders, isFrequent}) => {
          const weight = content.weight * (isFrequent ? 1 : readAgainOneIn);
          visit({...content, holders, weight});
        });
      },
    },
  };
}

/** What is merged elsewhere is not read again; a group without pages in the sample does as the others. */
function shareOf(shares: readonly GroupShare[], group: number): number {
  if (group === mergedElsewhere) return 1;
  const own = shares.find((share) => share.group === group);
  if (own) return own.same / own.read;
  const read = shares.reduce((sum, share) => sum + share.read, 0);
  return read === 0 ? 1 : shares.reduce((sum, share) => sum + share.same, 0) / read;
}
