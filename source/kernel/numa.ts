/** A NUMA node, from its directory. */
export type NodeFacts = {
  node: number;
  /** Absent: not known. */
  hasMemory?: boolean;
  /** To each node that is online, this one among them, in the order of their numbers. */
  distances?: readonly number[];
};

/** Distance of a node to itself; the kernel gives it to the parts of one that was split, too. */
const localDistance = 10;

/** Text of a node's `distance`: `10 21`. */
export function parseDistances(text: string): number[] | undefined {
  const numbers = text.trim().split(/\s+/).map(Number);
  return numbers.every((number) => Number.isInteger(number) && number > 0) ? numbers : undefined;
}

/** Whether a node's `meminfo` tells of memory; absent: it does not say. */
export function parseNodeMemory(text: string): boolean | undefined {
  const total = /^Node \d+ MemTotal:\s+(\d{1,13}) kB$/m.exec(text)?.[1];
  return total === undefined ? undefined : Number(total) > 0;
}

/** Nodes that have memory, and are further from each other than memory from itself. */
export function countMemoryNodes(nodes: readonly NodeFacts[]): number {
  const online = [...nodes].sort((a, b) => a.node - b.node);
  const counted: number[] = [];
  for (const [index, {hasMemory = true, distances}] of online.entries()) {
    // Without the distances, or with others than these nodes have, each one is far from the rest.
    const isNear = (other: number) =>
      distances?.length === online.length && (distances[other] ?? 0) <= localDistance;
    if (hasMemory && !counted.some(isNear)) counted.push(index);
  }
  return counted.length;
}
