import {type Contents, createContents} from '../../model/estimate/contents.js';
import type {PageHash} from '../pages/pageHash.js';
import type {EstimateTask} from './estimateProtocol.js';
import {createRememberedPages, type RememberedPages} from './rememberedPages.js';

/** What an estimate has counted so far. */
export type Counts = {
  contents: Contents;
  /** By group number. */
  tallies: readonly Tally[];
  /** To read again: pages of zeros apart, sampled by address. */
  remembered: RememberedPages;
  rememberedZeros: RememberedPages;
  pagesRead: number;
  /** `false`: without CAP_SYS_ADMIN. */
  framesSeen: boolean;
};

/** What is counted of one group besides its contents. */
export type Tally = {
  frames: number;
  zeroFrames: number;
  /** Zero frames that were read twice, and those of them that had changed. */
  checkedZeros: number;
  changedZeros: number;
  /** Other frames that would be saved, but had changed. */
  changedFrames: number;
  ineligibleBytes: number;
  notLookedAtBytes: number;
};

const mostZerosRemembered = 65_536;

export function createCounts({groupCount, sample}: EstimateTask): Counts {
  return {
    contents: createContents({sampledOneIn: sample?.oneIn ?? 1}),
    tallies: Array.from({length: groupCount + 1}, emptyTally),
    remembered: createRememberedPages(),
    rememberedZeros: createRememberedPages(mostZerosRemembered),
    pagesRead: 0,
    framesSeen: true,
  };
}

const emptyTally = (): Tally => ({
  frames: 0,
  zeroFrames: 0,
  checkedZeros: 0,
  changedZeros: 0,
  changedFrames: 0,
  ineligibleBytes: 0,
  notLookedAtBytes: 0,
});

/** Tells pages of zeros from others by their hash. */
export function createIsZero(hash: PageHash, pageBytes: number): () => boolean {
  hash.update(new Uint8Array(pageBytes));
  const {low, high} = hash;
  return () => hash.low === low && hash.high === high;
}
