import {createFrequentContents} from './frequentContents.js';

/**
 * How many frames of memory hold each content, and which groups they belong to. A content is known
 * by a keyed hash of 64 bits, given in two halves.
 *
 * All contents are counted while there is room; after that, the frequent ones and those with a hash
 * that `sampledOneIn` divides. A sample by content tells how much is duplicate; one by address
 * does not.
 */
export type Contents = {
  /** Counts one more frame of a group. Groups come one after another: that keeps this cheap. */
  add(group: number, low: number, high: number): void;
  /** Uncounts a frame, as its content has changed. Does nothing for one that is not in the sample. */
  remove(group: number, low: number, high: number): void;
  /** Frames of a content; absent: it is not in the sample, or was never counted. */
  framesOf(low: number, high: number): number | undefined;
  /** How many contents one of this hash represents; 0: it is not in the sample. */
  weightOf(low: number, high: number): number;
  /** Calls back for each counted content that has more than one frame. */
  forEachShared(visit: VisitContent): void;
  /** 1: every content is counted. */
  readonly sampledOneIn: number;
};

/** @param weight How many contents it represents. @param high Of its hash. */
export type VisitContent = (holders: readonly GroupFrames[], weight: number, high: number) => void;

/** Frames of one content in one group. */
export type GroupFrames = {group: number; frames: number};

export type ContentsOptions = {
  /** A power of two; the table holds three quarters of this many contents. */
  mostSlots?: number;
  /** From the start; a power of two. */
  sampledOneIn?: number;
};

const firstSlots = 4096;
/** 18 bytes each: 18 MiB. */
const usualMostSlots = 1_048_576;
const mostLoad = 0.75;
const noNode = 0;

/** One entry a content: its first group in the slot itself, others in a list. */
type Slots = {
  low: Uint32Array;
  high: Uint32Array;
  /** Frames of the first group; 0: the slot is empty, or its group's frames have changed. */
  frames: Uint32Array;
  /** Its number and one; 0: the slot is empty. */
  group: Uint16Array;
  /** The first node of the list of other groups. */
  more: Uint32Array;
};

/** Groups of a content beyond its first. */
type Nodes = {frames: Uint32Array; group: Uint16Array; next: Uint32Array; used: number};

export function createContents({
  mostSlots = usualMostSlots,
  sampledOneIn: firstSampledOneIn = 1,
}: ContentsOptions = {}): Contents {
  let slots = newSlots(Math.min(firstSlots, mostSlots));
  let nodes = newNodes(firstSlots);
  let used = 0;
  let sampledOneIn = firstSampledOneIn;
  let counted = 0;
  const frequent = createFrequentContents();

  const isSampled = (high: number) => (high & (sampledOneIn - 1)) === 0;

  function weightOf(low: number, high: number): number {
    if (frequent.has(low, high)) return 1;
    return isSampled(high) ? sampledOneIn : 0;
  }

  /** The slot of a content, or the empty one where it belongs. */
  function slotOf(low: number, high: number): number {
    const mask = slots.low.length - 1;
    let slot = low & mask;
    while (slots.group[slot] !== 0 && (slots.low[slot] !== low || slots.high[slot] !== high)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  function insert(group: number, low: number, high: number, frames: number): void {
    const slot = slotOf(low, high);
    if (slots.group[slot] === 0) {
      slots.low[slot] = low;
      slots.high[slot] = high;
      slots.group[slot] = group + 1;
      slots.frames[slot] = frames;
      used++;
      return;
    }
    if (slots.group[slot] === group + 1) {
      slots.frames[slot] = (slots.frames[slot] as number) + frames;
      return;
    }
    const node = slots.more[slot] as number;
    if (node !== noNode && nodes.group[node] === group + 1) {
      nodes.frames[node] = (nodes.frames[node] as number) + frames;
      return;
    }
    slots.more[slot] = pushNode(group, frames, node);
  }

  function pushNode(group: number, frames: number, next: number): number {
    if (nodes.used === nodes.group.length) nodes = grownNodes(nodes);
    const node = nodes.used++;
    nodes.group[node] = group + 1;
    nodes.frames[node] = frames;
    nodes.next[node] = next;
    return node;
  }

  function makeRoom(): void {
    if (used < slots.low.length * mostLoad && nodes.used < mostSlots) return;
    if (slots.low.length < mostSlots && nodes.used < mostSlots) rebuild(slots.low.length * 2);
    else sampleMore();
  }

  function sampleMore(): void {
    sampledOneIn *= 2;
    rebuild(slots.low.length);
  }

  /** Moves what is still counted to a table with `length` slots. */
  function rebuild(length: number): void {
    const old = {slots, nodes};
    slots = newSlots(length);
    nodes = newNodes(firstSlots);
    used = 0;
    for (let slot = 0; slot < old.slots.low.length; slot++) {
      if (old.slots.group[slot] === 0) continue;
      const low = old.slots.low[slot] as number;
      const high = old.slots.high[slot] as number;
      const isKept = isSampled(high) || frequent.has(low, high);
      if (isKept && old.slots.more[slot] === noNode) {
        const group = (old.slots.group[slot] as number) - 1;
        insert(group, low, high, old.slots.frames[slot] as number);
        continue;
      }
      const groups = groupsOf(old.slots, old.nodes, slot);
      if (!isKept) {
        if (sumOf(groups) < frequent.threshold(counted)) continue;
        frequent.admit(low, high);
      }
      for (const {group, frames} of groups) insert(group, low, high, frames);
    }
  }

  return {
    add(group, low, high) {
      counted++;
      if (!isSampled(high) && !frequent.has(low, high)) {
        const frames = frequent.note(low, high, counted);
        if (frames > 0) insert(group, low, high, frames);
        return;
      }
      insert(group, low, high, 1);
      makeRoom();
    },
    remove(group, low, high) {
      const slot = slotOf(low, high);
      if (slots.group[slot] === group + 1) {
        slots.frames[slot] = Math.max(0, (slots.frames[slot] as number) - 1);
        return;
      }
      let node = slots.more[slot] as number;
      while (node !== noNode && nodes.group[node] !== group + 1) node = nodes.next[node] as number;
      if (node !== noNode) nodes.frames[node] = Math.max(0, (nodes.frames[node] as number) - 1);
    },
    framesOf(low, high) {
      if (weightOf(low, high) === 0) return undefined;
      const slot = slotOf(low, high);
      if (slots.group[slot] === 0) return undefined;
      return sumOf(groupsOf(slots, nodes, slot));
    },
    weightOf,
    forEachShared(visit) {
      for (let slot = 0; slot < slots.low.length; slot++) {
        // Most contents have one frame.
        if (slots.more[slot] === noNode && (slots.frames[slot] as number) < 2) continue;
        const low = slots.low[slot] as number;
        const high = slots.high[slot] as number;
        visit(groupsOf(slots, nodes, slot), weightOf(low, high), high);
      }
    },
    get sampledOneIn() {
      return sampledOneIn;
    },
  };
}

function groupsOf(slots: Slots, nodes: Nodes, slot: number): GroupFrames[] {
  const groups: GroupFrames[] = [
    {group: (slots.group[slot] as number) - 1, frames: slots.frames[slot] as number},
  ];
  for (let node = slots.more[slot] as number; node !== noNode; node = nodes.next[node] as number) {
    groups.push({group: (nodes.group[node] as number) - 1, frames: nodes.frames[node] as number});
  }
  return groups;
}

function sumOf(groups: readonly GroupFrames[]): number {
  return groups.reduce((sum, {frames}) => sum + frames, 0);
}

function newSlots(length: number): Slots {
  return {
    low: new Uint32Array(length),
    high: new Uint32Array(length),
    frames: new Uint32Array(length),
    group: new Uint16Array(length),
    more: new Uint32Array(length),
  };
}

function newNodes(length: number): Nodes {
  // Number 0 is no node.
  return {
    frames: new Uint32Array(length),
    group: new Uint16Array(length),
    next: new Uint32Array(length),
    used: 1,
  };
}

function grownNodes(nodes: Nodes): Nodes {
  const grown = newNodes(nodes.group.length * 2);
  grown.frames.set(nodes.frames);
  grown.group.set(nodes.group);
  grown.next.set(nodes.next);
  grown.used = nodes.used;
  return grown;
}
