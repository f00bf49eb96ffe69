/** The groups that hold a content, and its frames in each of them: two lists of `length`. */
export type Holders = {
  readonly length: number;
  readonly groups: ArrayLike<number>;
  readonly frames: ArrayLike<number>;
};

/** Lists of the groups that hold a content, outside of the heap; a list is known by its first node. */
export type HolderLists = {
  /** Counts frames of a group; returns the list, which begins elsewhere if the group is new in it. */
  add(list: number, group: number, frames: number): number;
  /** Gives up a list: new ones use its nodes. */
  free(list: number): void;
  /** @returns what it holds, until the next call. */
  read(list: number): Holders;
  readonly nodeCount: number;
};

/** A list without groups. */
export const emptyList = 0;

const firstNodes = 4096;
/** Three cells a node: the group, its frames, the next node. */
const nodeCells = 3;

export function createHolderLists(): HolderLists {
  let cells = new Uint32Array(firstNodes * nodeCells);
  // The first one is no node: it is where lists end.
  let end = nodeCells;
  let nodeCount = 0;
  let firstFree = emptyList;
  const lent = {length: 0, groups: [] as number[], frames: [] as number[]};

  function takeNode(): number {
    nodeCount++;
    const node = firstFree;
    if (node !== emptyList) {
      firstFree = cells[node + 2] as number;
      return node;
    }
    if (end === cells.length) {
      const larger = new Uint32Array(cells.length * 2);
      larger.set(cells);
      cells = larger;
    }
    end += nodeCells;
    return end - nodeCells;
  }

  function push(group: number, frames: number, next: number): number {
    const node = takeNode();
    cells[node] = group;
    cells[node + 1] = frames;
    cells[node + 2] = next;
    return node;
  }

  return {
    add(list, group, frames) {
      // Groups come one after another, so it can only be the newest.
      if (list === emptyList || cells[list] !== group) return push(group, frames, list);
      cells[list + 1] = (cells[list + 1] as number) + frames;
      return list;
    },
    free(list) {
      for (let node = list; node !== emptyList; ) {
        const next = cells[node + 2] as number;
        cells[node + 2] = firstFree;
        firstFree = node;
        node = next;
        nodeCount--;
      }
    },
    read(list) {
      let length = 0;
      for (let node = list; node !== emptyList; node = cells[node + 2] as number) {
        lent.groups[length] = cells[node] as number;
        lent.frames[length++] = cells[node + 1] as number;
      }
      lent.length = length;
      return lent;
    },
    get nodeCount() {
      return nodeCount;
    },
  };
}
