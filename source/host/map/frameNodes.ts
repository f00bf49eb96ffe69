import {readdirSync, readFileSync} from 'node:fs';

/** The NUMA node of a frame; absent: not known. */
export type NodeOf = (frame: number) => number | undefined;

/** From the blocks of memory of each node; absent: the kernel does not list them. */
export function readFrameNodes(sysfs: string, pageBytes: number): NodeOf | undefined {
  const devices = `${sysfs}/devices/system`;
  const nodes: number[] = [];
  try {
    const size = readFileSync(`${devices}/memory/block_size_bytes`, 'latin1').trim();
    const blockFrames = Number.parseInt(size, 16) / pageBytes;
    for (const name of readdirSync(`${devices}/node`)) {
      const node = /^node(\d+)$/.exec(name)?.[1];
      if (node === undefined) continue;
      for (const entry of readdirSync(`${devices}/node/${name}`)) {
        const block = /^memory(\d+)$/.exec(entry)?.[1];
        if (block !== undefined) nodes[Number(block)] = Number(node);
      }
    }
    return (frame) => nodes[Math.floor(frame / blockFrames)];
  } catch {
    return undefined;
  }
}

/** Where most of the memory of each group is. */
export type HomeNodes = {
  add(group: number, frame: number): void;
  isElsewhere(frame: number, group: number): boolean;
};

export function createHomeNodes(nodeOf: NodeOf): HomeNodes {
  const counts: number[][] = [];
  function homeOf(group: number): number {
    const ofGroup = counts[group] ?? [];
    return ofGroup.indexOf(Math.max(...ofGroup.filter((count) => count > 0)));
  }
  return {
    add(group, frame) {
      const node = nodeOf(frame);
      if (node === undefined) return;
      counts[group] ??= [];
      const ofGroup = counts[group];
      ofGroup[node] = (ofGroup[node] ?? 0) + 1;
    },
    isElsewhere(frame, group) {
      const home = homeOf(group);
      const node = nodeOf(frame);
      return home >= 0 && node !== undefined && node !== home;
    },
  };
}
