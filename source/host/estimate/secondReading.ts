import type {PageHash} from '../pages/pageHash.js';
import type {ProcessPages} from '../pages/processPages.js';
import {type Counts, createIsZero} from './counts.js';
import type {EstimateTask} from './estimateProtocol.js';
import type {RememberedPages} from './rememberedPages.js';

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
  {reopen, rest}: {reopen: Reopen; rest: () => void},
): void {
  const isZero = createIsZero(hash, pageBytes);

  readEach(rememberedZeros, reopen, ({index, address}, pages) => {
    const tally = tallyOf(index);
    if (!tally) return;
    tally.checkedZeros++;
    if (!isUnchanged(pages, address, isZero)) tally.changedZeros++;
    rest();
  });
  readEach(remembered, reopen, ({index, address, low, high}, pages) => {
    const tally = tallyOf(index);
    if (!tally || (contents.framesOf(low, high) ?? 0) < 2) return;
    const isSame = () => hash.low === low && hash.high === high;
    if (!isUnchanged(pages, address, isSame)) {
      tally.changedFrames += contents.weightOf(low, high) * remembered.oneIn;
      contents.remove(processes[index]?.group ?? 0, low, high);
    }
    rest();
  });

  function tallyOf(index: number) {
    return tallies[processes[index]?.group ?? 0];
  }

  function isUnchanged(pages: OpenPages, address: number, isSame: () => boolean): boolean {
    const content = pages()?.read(address);
    if (!content) return false;
    hash.update(content);
    return isSame();
  }
}

/** Opens the process at the first page that is read of it. */
type OpenPages = () => ProcessPages | undefined;
type Remembered = {index: number; address: number; low: number; high: number};

function readEach(
  remembered: RememberedPages,
  reopen: Reopen,
  visit: (page: Remembered, pages: OpenPages) => void,
): void {
  let open: {index: number; pages: ProcessPages | undefined} | undefined;
  remembered.forEach((page) => {
    visit(page, () => {
      if (open?.index === page.index) return open.pages;
      open?.pages?.close();
      open = {index: page.index, pages: reopen(page.index)};
      return open.pages;
    });
  });
  open?.pages?.close();
}
