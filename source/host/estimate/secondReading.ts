import type {PageHash} from '../pages/pageHash.js';
import type {ProcessPages} from '../pages/processPages.js';
import {type Counts, createIsZero} from './counts.js';
import type {EstimateTask} from './estimateProtocol.js';
import type {RememberedPage, RememberedPages} from './rememberedPages.js';

/** Opens a process of the task again; absent: it has ended. */
export type Reopen = (index: number) => ProcessPages | undefined;

/**
 * Reads again what the first reading counted as saved, and uncounts what has changed: ksmd merges a
 * page only if it is the same at two scans.
 */
export function readAgain(
  {processes, pageBytes}: EstimateTask,
  {contents, tallies, remembered, rememberedZeros}: Counts,
  hash: PageHash,
  reopen: Reopen,
): void {
  const groupOf = ({index}: RememberedPage) => processes[index]?.group ?? 0;
  const isSaved = ({low, high}: RememberedPage) => (contents.framesOf(low, high) ?? 0) > 1;
  const isZero = createIsZero(hash, pageBytes);

  readEach(rememberedZeros, reopen, {
    isWanted: () => true,
    isSame(_, content) {
      hash.update(content);
      return isZero();
    },
    done(page, isSame) {
      const tally = tallies[groupOf(page)];
      if (!tally) return;
      tally.checkedZeros++;
      if (!isSame) tally.changedZeros++;
    },
  });
  readEach(remembered, reopen, {
    isWanted: isSaved,
    isSame({low, high}, content) {
      hash.update(content);
      return hash.low === low && hash.high === high;
    },
    done(page, isSame) {
      const tally = tallies[groupOf(page)];
      // A page that others have left alone in the meantime saves nothing, changed or not.
      if (isSame || !tally || !isSaved(page)) return;
      tally.changedFrames += contents.weightOf(page.low, page.high) * remembered.oneIn;
      contents.remove(groupOf(page), page.low, page.high);
    },
  });
}

type Check = {
  isWanted(page: RememberedPage): boolean;
  isSame(page: RememberedPage, content: Uint8Array): boolean;
  /** Called for each wanted page; one that is no longer in memory has changed. */
  done(page: RememberedPage, isSame: boolean): void;
};

const pagesAtOnce = 512;

/** Reads the wanted ones of a process in pieces: many of them are adjacent. */
function readEach(remembered: RememberedPages, reopen: Reopen, check: Check): void {
  const addresses = new Float64Array(pagesAtOnce);
  const lows = new Uint32Array(pagesAtOnce);
  const highs = new Uint32Array(pagesAtOnce);
  const same = new Uint8Array(pagesAtOnce);
  let length = 0;
  let open: {index: number; pages: ProcessPages | undefined} | undefined;
  const lent: RememberedPage = {index: 0, address: 0, low: 0, high: 0};

  function pageAt(place: number): RememberedPage {
    lent.index = open?.index ?? 0;
    lent.address = addresses[place] as number;
    lent.low = lows[place] as number;
    lent.high = highs[place] as number;
    return lent;
  }

  function flush(): void {
    same.fill(0);
    let place = 0;
    open?.pages?.readEach(addresses.subarray(0, length), ({address, content}) => {
      while (addresses[place] !== address) place++;
      same[place] = Number(check.isSame(pageAt(place), content));
    });
    for (let done = 0; done < length; done++) check.done(pageAt(done), same[done] === 1);
    length = 0;
  }

  remembered.forEach((page) => {
    if (!check.isWanted(page)) return;
    if (length === pagesAtOnce || open?.index !== page.index) flush();
    if (open?.index !== page.index) {
      open?.pages?.close();
      open = {index: page.index, pages: reopen(page.index)};
    }
    addresses[length] = page.address;
    lows[length] = page.low;
    highs[length++] = page.high;
  });
  flush();
  open?.pages?.close();
}
