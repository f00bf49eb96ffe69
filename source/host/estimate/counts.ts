import type {Unmergeable} from '../../kernel/process/memory/smaps.js';
import {type Contents, createContents} from '../../model/estimate/contents/contents.js';
import type {PageHash} from '../pages/pageHash.js';
import type {EstimateTask} from './estimateProtocol.js';
import {createRememberedPages, type RememberedPages} from './rememberedPages.js';

/** What an estimate has counted so far. */
export type Counts = {
  contents: Contents;
  /** By group number. */
  tallies: readonly Tally[];
  /** Pages to read again, sampled by content: all pages of a content or none. */
  byContent: RememberedPages;
  /** Pages to read again, sampled by address: zero pages and frequent contents have enough of them. */
  byAddress: RememberedPages;
  pagesRead: number;
  /** `false`: without CAP_SYS_ADMIN. */
  framesSeen: boolean;
  /** Bytes that KSM never merges, by why. */
  ineligible: Map<Unmergeable, number>;
};

/** What is counted of one group besides its contents. */
export type Tally = {
  frames: number;
  zeroFrames: number;
  /** Zero frames that were read twice, and those of them that had changed. */
  checkedZeros: number;
  changedZeros: number;
  ineligibleBytes: number;
  notLookedAtBytes: number;
};

/** Fewer frames could be missed by a sample by address. */
const leastFrequentFrames = 1024;
const leastFrequentShare = 0.001;

/** Whether a content in this many frames has enough of them to be read again by address. */
export function createIsFrequent({pagesRead}: Counts): (frames: number) => boolean {
  const bar = Math.max(leastFrequentFrames, leastFrequentShare * pagesRead);
  return (frames) => frames >= bar;
}

/** @param expectedBytes Of memory. */
export function createCounts(
  {groupCount, pageBytes, sample}: EstimateTask,
  expectedBytes: number,
): Counts {
  return {
    contents: createContents({
      sampledOneIn: sample?.oneIn ?? 1,
      expectedContents: expectedBytes / pageBytes,
    }),
    tallies: Array.from({length: groupCount + 1}, emptyTally),
    byContent: createRememberedPages((_, high) => high, sample?.rememberedPages),
    byAddress: createRememberedPages(
      (address) => scatter(address / pageBytes),
      sample?.rememberedPages,
    ),
    pagesRead: 0,
    framesSeen: true,
    ineligible: new Map(),
  };
}

const emptyTally = (): Tally => ({
  frames: 0,
  zeroFrames: 0,
  checkedZeros: 0,
  changedZeros: 0,
  ineligibleBytes: 0,
  notLookedAtBytes: 0,
});

/** Spreads page numbers over 32 bits, so that any of their bits makes a sample. */
function scatter(pageNumber: number): number {
  const mixed = Math.imul(pageNumber ^ (pageNumber / 2 ** 32), 0x9e37_79b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

/** Tells pages of zeros from others by their hash. */
export function createIsZero(
  hash: PageHash,
  pageBytes: number,
): (page: {low: number; high: number}) => boolean {
  hash.update(new Uint8Array(pageBytes));
  const {low, high} = hash;
  return (page) => page.low === low && page.high === high;
}
