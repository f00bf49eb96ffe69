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
  /** What may still be used, file pages included, which the kernel reclaims; absent: unreadable. */
  leftBytes?: number;
};

/** Reads the limits that apply to these cgroups. Never rejects. */
export type ReadMemoryLimits = (cgroups: readonly Cgroup[]) => Promise<readonly MemoryLimit[]>;

/** Whether the writes unmerge everything. */
export function unmerges(writes: readonly Write[]): boolean {
  return writes.some(({name, to}) => name === 'run' && to === '2');
}

function mergingCgroups(model: Model): Cgroup[] {
  return mergingContainers(model).map(({cgroup}) => cgroup);
}

/** Sentences on what an unmerge may do to containers; their limits are read only for one. */
export async function dangersOf(
  model: Model,
  writes: readonly Write[],
  {memoryLimits}: {memoryLimits?: ReadMemoryLimits},
): Promise<readonly string[]> {
  if (!memoryLimits || !unmerges(writes)) return [];
  return limitDangers(model, await memoryLimits(mergingCgroups(model)));
}

/**
 * What unmerging some of their memory may do to containers.
 * @param mergedBytes What is unmerged, by container id.
 */
export async function limitDangersOf(
  model: Model,
  mergedBytes: ReadonlyMap<string, number>,
  {memoryLimits}: {memoryLimits?: ReadMemoryLimits | undefined},
): Promise<readonly string[]> {
  if (!memoryLimits || mergedBytes.size === 0) return [];
  const containers = (model.containers ?? []).map((row) => ({
    ...row,
    mergedBytes: mergedBytes.get(row.id) ?? 0,
  }));
  const chosen = {...model, containers};
  return limitDangers(chosen, await memoryLimits(mergingCgroups(chosen)));
}

const mostSentences = 3;

/**
 * Which containers may reach their limit by an unmerge. The kernel charges each copy to the container
 * that gets it, and does not show which one the kept pages are charged to: a container needs at most
 * all that it has merged. Free swap of the host counts as left.
 */
export function limitDangers(model: Model, limits: readonly MemoryLimit[]): string[] {
  const merging = mergingContainers(model);
  const swapBytes = model.sample.memory.swapFreeBytes ?? 0;
  const dangers = limits.flatMap(({cgroup, leftBytes}) => {
    const below = merging.filter((container) => isWithin(container.cgroup, cgroup));
    const neededBytes = below.reduce((sum, {mergedBytes}) => sum + mergedBytes, 0);
    return neededBytes > (leftBytes ?? 0) + swapBytes ? [{below, leftBytes, neededBytes}] : [];
  });
  // A limit around several says no more than the limits within, where each of them is too low.
  const named = new Set<string>();
  const sentences = dangers
    .sort((a, b) => a.below.length - b.below.length || b.neededBytes - a.neededBytes)
    .flatMap(({below, leftBytes, neededBytes}) => {
      if (leftBytes === undefined || below.every(({name}) => named.has(name))) return [];
      for (const {name} of below) named.add(name);
      return `The memory limit of ${namesOf(below)} leaves ${formatBytes(leftBytes)}, but up to ${formatBytes(neededBytes)} may be needed: the kernel may kill ${theirOf(below)} processes.`;
    });
  const more = sentences.length - mostSentences;
  const unread = dangers.flatMap(({below, leftBytes}) => (leftBytes === undefined ? below : []));
  return [
    ...sentences.slice(0, mostSentences),
    ...(more > 0 ? [`The same applies to ${countOf(more, 'more memory limit')}.`] : []),
    ...unreadLimits(unread.filter(({name}) => !named.has(name))),
    ...unknownMerging(model),
  ];
}

/** Before 5.19 the kernel does not report what a process has merged. */
function unknownMerging({sample, containers = []}: Model): string[] {
  if (sample.ksm?.counters.pages_shared === 0) return [];
  const cgroups = cgroupsOf(sample);
  const isUnknown = containers.some(
    ({id, mergedBytes}) => mergedBytes === undefined && cgroups.get(id)?.cgroup,
  );
  return isUnknown
    ? [
        'What some containers have merged is unknown, and so is whether they reach their memory limit: the kernel may then kill their processes.',
      ]
    : [];
}

/** An unreadable limit is not the absence of one. */
function unreadLimits(containers: readonly Merging[]): string[] {
  const distinct = [...new Set(containers)];
  if (distinct.length === 0) return [];
  return [
    `The memory limit of ${namesOf(distinct)} could not be read: if it is low, the kernel may kill ${theirOf(distinct)} processes.`,
  ];
}

type Merging = {name: string; cgroup: Cgroup; mergedBytes: number};

function namesOf(containers: readonly Merging[]): string {
  return listOf(containers.map(({name}) => nameOf(name)));
}

function theirOf({length}: readonly Merging[]): string {
  return length > 1 ? 'their' : 'its';
}

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
