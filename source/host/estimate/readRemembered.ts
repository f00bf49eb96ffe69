import type {PageHash} from '../pages/pageHash.js';
import type {ProcessPages} from '../pages/processPages.js';
import type {RememberedPage, RememberedPages} from './rememberedPages.js';

export type ReadingTools = {
  hash: PageHash;
  /** Opens a process of the task again; absent: it has ended. */
  reopen(index: number): ProcessPages | undefined;
  /** Called with how many more remembered pages are done; `false` ends the reading. */
  goOn(pages: number): boolean;
};

/** Pages are lent for the call. */
export type Check = {
  isWanted(page: RememberedPage): boolean;
  /** Called for each wanted page; one that is no longer in memory has changed. */
  done(page: RememberedPage, isSame: boolean): void;
};

const pagesAtOnce = 512;

/**
 * Reads the wanted ones of remembered pages again, many at once: some are adjacent. Returns whether
 * all of them were read.
 */
export function readRemembered(
  remembered: RememberedPages,
  {hash, reopen, goOn}: ReadingTools,
  {isWanted, done}: Check,
): boolean {
  const addresses = new Float64Array(pagesAtOnce);
  const lows = new Uint32Array(pagesAtOnce);
  const highs = new Uint32Array(pagesAtOnce);
  const same = new Uint8Array(pagesAtOnce);
  const lent: RememberedPage = {index: 0, address: 0, low: 0, high: 0};
  let length = 0;
  let passed = 0;
  let ends = false;
  let open: {index: number; pages: ProcessPages | undefined} | undefined;

  function flush(): void {
    same.fill(0);
    let place = 0;
    open?.pages?.readEach(addresses.subarray(0, length), ({address, content}) => {
      while (addresses[place] !== address) place++;
      hash.update(content);
      same[place] = Number(hash.low === lows[place] && hash.high === highs[place]);
    });
    lent.index = open?.index ?? 0;
    for (place = 0; place < length; place++) {
      lent.address = addresses[place] as number;
      lent.low = lows[place] as number;
      lent.high = highs[place] as number;
      done(lent, same[place] === 1);
    }
    length = 0;
    ends = !goOn(passed);
    passed = 0;
  }

  remembered.forEach((page) => {
    if (ends) return;
    passed++;
    if (!isWanted(page)) return;
    if (length === pagesAtOnce || open?.index !== page.index) flush();
    if (open?.index !== page.index) {
      open?.pages?.close();
      open = {index: page.index, pages: reopen(page.index)};
    }
    addresses[length] = page.address;
    lows[length] = page.low;
    highs[length++] = page.high;
  });
  const isComplete = !ends;
  if (isComplete) flush();
  open?.pages?.close();
  return isComplete;
}
