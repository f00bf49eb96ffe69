/** A NUMA node, from `/sys/devices/system/node/nodeN`. */
export type NodeFacts = {
  node: number;
  /** Absent: not known. */
  hasMemory?: boolean;
  /** Distances to each online node, including this one, in the order of node numbers. */
  distances?: readonly number[];
};

/** Distance of a node to itself, and between the parts of a node that was split (fake NUMA). */
const localDistance = 10;

/** Parses a node's `distance`: `10 21`; absent: the text is not a list of distances. */
export function parseDistances(text: string): number[] | undefined {
  const numbers = text.trim().split(/\s+/).map(Number);
  return numbers.every((number) => Number.isInteger(number) && number > 0) ? numbers : undefined;
}

/** Whether a node has memory, from its `meminfo`; absent: the text does not say. */
export function parseNodeMemory(text: string): boolean | undefined {
  const total = /^Node \d+ MemTotal:\s+(\d{1,13}) kB$/m.exec(text)?.[1];
  return total === undefined ? undefined : Number(total) > 0;
}

/** Number of nodes that have memory of their own: parts of one split node count once. */
export function countMemoryNodes(nodes: readonly NodeFacts[]): number {
  const online = [...nodes].sort((a, b) => a.node - b.node);
  const counted: number[] = [];
  for (const [index, {hasMemory = true, distances}] of online.entries()) {
    // Without distances that match these nodes, each node counts as remote from the others.
    const isNear = (other: number) =>
      distances?.length === online.length && (distances[other] ?? 0) <= localDistance;
    if (hasMemory && !counted.some(isNear)) counted.push(index);
  }
  return counted.length;
}
