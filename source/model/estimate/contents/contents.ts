import {createFrequentContents} from './frequentContents.js';
import {createHolderLists, emptyList, type Holders} from './holderLists.js';

/**
 * How many frames of memory hold each content, and which groups they belong to. A content is known
 * by a keyed hash of 64 bits, given in two halves.
 *
 * All contents are counted while there is room; after that, the frequent ones and those with a hash
 * that `sampledOneIn` divides. A sample by content shows how much is duplicate; one by address
 * does not.
 */
export type Contents = {
  /**
   * Counts one more frame of a group; `false`: its content is not in the sample. Groups come one
   * after another: that keeps this cheap.
   */
  add(group: number, low: number, high: number): boolean;
  /** Frames of a content; absent: it is not in the sample, or was never counted. */
  framesOf(low: number, high: number): number | undefined;
  /** How many contents one of this hash represents; 0: it is not in the sample. */
  weightOf(low: number, high: number): number;
  /** Calls back for each counted content that has more than one frame. */
  forEachShared(visit: VisitContent): void;
  /** 1: every content is counted. */
  readonly sampledOneIn: number;
};

/** Contents that have more than one frame. */
export type SharedContents = Pick<Contents, 'forEachShared'>;

/** The content is lent for the call. */
export type VisitContent = (content: SharedContent) => void;

/** A content that has more than one frame. */
export type SharedContent = {
  low: number;
  high: number;
  frames: number;
  holders: Holders;
  /** How many contents it represents. */
  weight: number;
};

export type ContentsOptions = {
  /** A power of two; the table holds three quarters of this many contents. */
  mostSlots?: number;
  /** So that the table has not to grow. */
  expectedContents?: number;
  /** From the start; a power of two. */
  sampledOneIn?: number;
};

const fewestSlots = 4096;
/** 16 bytes each: 8 MiB. */
const usualMostSlots = 524_288;
/** Should frequent contents alone fill the table, it is no use to sample less of the others. */
const mostSampledOneIn = 65_536;
const mostLoad = 0.75;

/**
 * A slot holds a content in four adjacent cells: the halves of its hash, its frames, and who has
 * them: 0 if the slot is empty, its only group and one, or with this bit the list of its groups.
 */
const slotCells = 4;
const listBit = 0x4000_0000;

export function createContents({
  mostSlots = usualMostSlots,
  expectedContents = 0,
  sampledOneIn: firstSampledOneIn = 1,
}: ContentsOptions = {}): Contents {
  let cells = newCells(Math.min(expectedContents / mostLoad, mostSlots));
  const lists = createHolderLists();
  let used = 0;
  let sampledOneIn = firstSampledOneIn;
  let counted = 0;
  const single = {length: 1, groups: [0], frames: [0]};
  const lent: SharedContent = {low: 0, high: 0, frames: 0, holders: single, weight: 1};
  const frequent = createFrequentContents();

  const isSampled = (high: number) => (high & (sampledOneIn - 1)) === 0;

  function weightOf(low: number, high: number): number {
    if (sampledOneIn === 1 || frequent.has(low, high)) return 1;
    return isSampled(high) ? sampledOneIn : 0;
  }

  /** Where the slot of a content begins, or the empty one where it belongs. */
  function slotOf(low: number, high: number): number {
    const mask = cells.length - 1;
    let slot = (low << 2) & mask;
    while (cells[slot + 3] !== 0 && (cells[slot] !== low || cells[slot + 1] !== high)) {
      slot = (slot + slotCells) & mask;
    }
    return slot;
  }

  /** Returns the frames that the content has now. */
  function insert(group: number, low: number, high: number, frames: number): number {
    const slot = slotOf(low, high);
    const before = cells[slot + 2] as number;
    const holder = cells[slot + 3] as number;
    cells[slot + 2] = before + frames;
    if (holder === 0) {
      cells[slot] = low;
      cells[slot + 1] = high;
      cells[slot + 3] = group + 1;
      used++;
    } else if (holder !== group + 1) {
      const list = isList(holder) ? holder ^ listBit : lists.add(emptyList, holder - 1, before);
      cells[slot + 3] = lists.add(list, group, frames) | listBit;
    }
    return before + frames;
  }

  function holdersIn(slot: number): Holders {
    const holder = cells[slot + 3] as number;
    if (isList(holder)) return lists.read(holder ^ listBit);
    single.groups[0] = holder - 1;
    single.frames[0] = cells[slot + 2] as number;
    return single;
  }

  function makeRoom(): void {
    const slots = cells.length / slotCells;
    const canSample = sampledOneIn < mostSampledOneIn;
    const isFull = used >= slots * mostLoad;
    if (isFull && (slots < mostSlots || !canSample)) grow(slots * 2);
    else if (canSample && (isFull || lists.nodeCount >= mostSlots)) sampleMore();
  }

  /** Moves all contents to a larger table. */
  function grow(slots: number): void {
    const old = cells;
    cells = newCells(slots);
    for (let from = 0; from < old.length; from += slotCells) {
      if (old[from + 3] === 0) continue;
      const to = slotOf(old[from] as number, old[from + 1] as number);
      for (let cell = 0; cell < slotCells; cell++) cells[to + cell] = old[from + cell] as number;
    }
  }

  /** Drops about half of the contents, in place: a second table would double the memory. */
  function sampleMore(): void {
    sampledOneIn *= 2;
    for (let slot = 0; slot < cells.length; ) {
      const low = cells[slot] as number;
      const high = cells[slot + 1] as number;
      const holder = cells[slot + 3] as number;
      if (holder !== 0) admitIfFrequent(low, high, cells[slot + 2] as number);
      if (holder === 0 || isSampled(high) || frequent.has(low, high)) {
        slot += slotCells;
        continue;
      }
      if (isList(holder)) lists.free(holder ^ listBit);
      empty(slot);
    }
  }

  /** Empties a slot; contents behind it move up, so that a search still finds them. */
  function empty(slot: number): void {
    const mask = cells.length - 1;
    let hole = slot;
    for (let next = (hole + slotCells) & mask; cells[next + 3] !== 0; ) {
      const home = ((cells[next] as number) << 2) & mask;
      if (((next - home) & mask) >= ((next - hole) & mask)) {
        cells.copyWithin(hole, next, next + slotCells);
        hole = next;
      }
      next = (next + slotCells) & mask;
    }
    cells.fill(0, hole, hole + slotCells);
    used--;
  }

  /** A frequent content represents itself alone, even where its hash is in the sample. */
  function admitIfFrequent(low: number, high: number, frames: number): void {
    if (frames >= frequent.threshold(counted)) frequent.admit(low, high);
  }

  return {
    add(group, low, high) {
      counted++;
      if (isSampled(high) || frequent.has(low, high)) {
        const frames = insert(group, low, high, 1);
        if (sampledOneIn > 1) admitIfFrequent(low, high, frames);
        makeRoom();
        return true;
      }
      const frames = frequent.note(low, high, counted);
      if (frames > 0) insert(group, low, high, frames);
      return frames > 0;
    },
    framesOf(low, high) {
      const slot = slotOf(low, high);
      return cells[slot + 3] === 0 ? undefined : cells[slot + 2];
    },
    weightOf,
    forEachShared(visit) {
      for (let slot = 0; slot < cells.length; slot += slotCells) {
        lent.frames = cells[slot + 2] as number;
        if (lent.frames < 2) continue;
        lent.low = cells[slot] as number;
        lent.high = cells[slot + 1] as number;
        lent.holders = holdersIn(slot);
        lent.weight = weightOf(lent.low, lent.high);
        visit(lent);
      }
    },
    get sampledOneIn() {
      return sampledOneIn;
    },
  };
}

function newCells(wantedSlots: number): Uint32Array<ArrayBuffer> {
  let slots = fewestSlots;
  while (slots < wantedSlots) slots *= 2;
  return new Uint32Array(slots * slotCells);
}

const isList = (holder: number) => (holder & listBit) !== 0;
