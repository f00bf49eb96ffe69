import type {ContainerIdentity} from '../../kernel/container/identity.js';
import {countOf, listOf} from '../../text/count.js';
import {formatBytes} from '../../text/units.js';
import {nameOf} from '../advice/words.js';
import {containerName} from '../derive/containers.js';
import type {Model} from '../model.js';
import type {Sample} from '../sample/sample.js';
import type {Write} from './writeOrder.js';

type Cgroup = NonNullable<ContainerIdentity['cgroup']>;

/** A limit on the memory of a cgroup and all below it. */
export type MemoryLimit = {
  cgroup: Cgroup;
  /** What may still be used; file pages count as left, for the kernel gives them up. */
  leftBytes: number;
};

/** Reads the limits that these cgroups are under. Never rejects. */
export type ReadMemoryLimits = (cgroups: readonly Cgroup[]) => Promise<readonly MemoryLimit[]>;

/** Whether the writes take all merged pages apart. */
export function unmerges(writes: readonly Write[]): boolean {
  return writes.some(({name, to}) => name === 'run' && to === '2');
}

function mergingCgroups(model: Model): Cgroup[] {
  return mergingContainers(model).map(({cgroup}) => cgroup);
}

/** Sentences on what else the writes may do, from limits that are only read for this question. */
export async function dangersOf(
  model: Model,
  writes: readonly Write[],
  {memoryLimits}: {memoryLimits?: ReadMemoryLimits},
): Promise<readonly string[]> {
  if (!memoryLimits || !unmerges(writes)) return [];
  return limitDangers(model, await memoryLimits(mergingCgroups(model)));
}

const mostSentences = 3;

/**
 * Which containers an unmerge may bring to their limit. The kernel charges each copy to the one that
 * gets it, and to whom the kept pages were charged is not to be seen: a container needs at most all
 * that it has merged. Free swap of the host counts as left.
 */
export function limitDangers(model: Model, limits: readonly MemoryLimit[]): string[] {
  const merging = mergingContainers(model);
  const swapBytes = model.sample.memory.swapFreeBytes ?? 0;
  const dangers = limits.flatMap(({cgroup, leftBytes}) => {
    const below = merging.filter((container) => isWithin(container.cgroup, cgroup));
    const neededBytes = below.reduce((sum, {mergedBytes}) => sum + mergedBytes, 0);
    return neededBytes > leftBytes + swapBytes ? [{below, leftBytes, neededBytes}] : [];
  });
  // A limit around several says no more than the limits within, where each of them is too low.
  const named = new Set<string>();
  const sentences = dangers
    .sort((a, b) => a.below.length - b.below.length || b.neededBytes - a.neededBytes)
    .flatMap(({below, leftBytes, neededBytes}) => {
      if (below.every(({name}) => named.has(name))) return [];
      for (const {name} of below) named.add(name);
      const names = listOf(below.map(({name}) => nameOf(name)));
      return `The memory limit of ${names} leaves ${formatBytes(leftBytes)}, but up to ${formatBytes(neededBytes)} may be needed: the kernel may kill ${below.length > 1 ? 'their' : 'its'} processes.`;
    });
  const more = sentences.length - mostSentences;
  return more > 0
    ? [
        ...sentences.slice(0, mostSentences),
        `The same applies to ${countOf(more, 'more memory limit', 'more memory limits')}.`,
      ]
    : sentences;
}

type Merging = {name: string; cgroup: Cgroup; mergedBytes: number};

function mergingContainers({sample, containers = []}: Model): Merging[] {
  const cgroups = cgroupsOf(sample);
  return containers.flatMap(({id, mergedBytes = 0}) => {
    const identity = cgroups.get(id);
    return identity?.cgroup && mergedBytes > 0
      ? [{name: containerName(sample, identity), cgroup: identity.cgroup, mergedBytes}]
      : [];
  });
}

function cgroupsOf({processes = []}: Sample): ReadonlyMap<string, ContainerIdentity> {
  return new Map(processes.map(({container}) => [container.id, container]));
}

function isWithin({hierarchy, path}: Cgroup, outer: Cgroup): boolean {
  return (
    hierarchy === outer.hierarchy && (path === outer.path || path.startsWith(`${outer.path}/`))
  );
}
