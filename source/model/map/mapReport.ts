import type {Sample} from '../sample/sample.js';
import type {GroupSharing, MapCell, MapGroup, MapRequest, SharingMap} from './sharingMap.js';

/** A sharing map, and what it is of. */
export type MapReport = {
  timeMs: number;
  pageBytes: number;
  groups: readonly MapGroup[];
  /** By which the site names tenants; absent: by none. */
  tenantPattern?: string | undefined;
  map: SharingMap;
  /** What the kernel counts, for comparison; absent: not known. */
  kernelFrames?: number | undefined;
  kernelMappings?: number | undefined;
};

export function mapReport(
  {timeMs, ksm}: Sample,
  {groups, pageBytes, tenantPattern}: MapRequest,
  map: SharingMap,
): MapReport {
  const {pages_shared: shared, pages_sharing: sharing} = ksm?.counters ?? {};
  return {
    timeMs,
    pageBytes,
    groups,
    tenantPattern,
    map,
    kernelFrames: shared,
    kernelMappings: shared === undefined || sharing === undefined ? undefined : shared + sharing,
  };
}

/** One container of a map. */
export type MapRow = {
  index: number;
  group: MapGroup;
  tenants: readonly string[];
  /** Pages of its address spaces that are merged. */
  mergedBytes: number;
  /** Frames that it maps more than once. */
  withinBytes: number;
  /** Frames that other containers use, too. */
  othersBytes: number;
  /** Frames that another tenant uses, too. */
  tenantsCrossedBytes: number;
  /** Its merged pages on another NUMA node than most of its memory; absent: one node, or unknown. */
  otherNodeBytes: number | undefined;
  /** Absent: unknown. */
  zeroBytes: number | undefined;
  /** Its exact share of what the host saves. */
  savedBytes: number;
  /** The share by which the other pages of ksmtop estimate it; absent: unknown. */
  proRataBytes: number | undefined;
  /** Merged memory that is freed when it ends: no other container uses it. */
  freedWhenEndedBytes: number;
  /** Memory that its own copies take when it opts out. */
  neededToOptOutBytes: number;
  /** Whose figures change with it, the most shared first. */
  partners: readonly Partner[];
};

export type Partner = {index: number; frames: number; bytes: number};

/** The containers of a map that have merged pages, the most merged first. */
export function mapRows({groups, map, pageBytes}: MapReport): MapRow[] {
  const partners = partnersOf(map.cells, pageBytes);
  return groups
    .flatMap((group, index): MapRow[] => {
      const sharing = map.groups[index];
      return sharing ? [rowOf(index, group, sharing, pageBytes, partners.get(index) ?? [])] : [];
    })
    .filter(({mergedBytes, zeroBytes = 0}) => map.hidden || mergedBytes + zeroBytes > 0)
    .sort((a, b) => b.mergedBytes - a.mergedBytes || (b.zeroBytes ?? 0) - (a.zeroBytes ?? 0));
}

function rowOf(
  index: number,
  group: MapGroup,
  sharing: GroupSharing,
  pageBytes: number,
  partners: Partner[],
): MapRow {
  const {zeroBytes, proRataBytes} = group;
  const {mappings, frames, ownFrames, withinFrames, crossedFrames} = sharing;
  const {otherNodePages, savedPages, tenants} = sharing;
  return {
    index,
    group,
    tenants,
    mergedBytes: mappings * pageBytes,
    withinBytes: withinFrames * pageBytes,
    othersBytes: (frames - ownFrames) * pageBytes,
    tenantsCrossedBytes: crossedFrames * pageBytes,
    otherNodeBytes: otherNodePages === undefined ? undefined : otherNodePages * pageBytes,
    zeroBytes,
    savedBytes: savedPages * pageBytes + (zeroBytes ?? 0),
    proRataBytes,
    freedWhenEndedBytes: ownFrames * pageBytes,
    neededToOptOutBytes: (mappings - ownFrames) * pageBytes + (zeroBytes ?? 0),
    partners: partners.sort((a, b) => b.frames - a.frames),
  };
}

function partnersOf(cells: readonly MapCell[], pageBytes: number): Map<number, Partner[]> {
  const partners = new Map<number, Partner[]>();
  const add = (of: number, index: number, frames: number) => {
    const others = partners.get(of) ?? [];
    others.push({index, frames, bytes: frames * pageBytes});
    partners.set(of, others);
  };
  for (const {a, b, frames} of cells) {
    if (a === b) continue;
    add(a, b, frames);
    add(b, a, frames);
  }
  return partners;
}

/** Whether every process that may have merged pages was read. */
export function isWhole({map}: MapReport): boolean {
  return map.processesNotRead === 0 && map.leftOut.length === 0;
}

/** A map may differ this much from the kernel's counts, as ksmd continues while it is made. */
const tolerance = 0.005;

/** Whether merged pages are missing from the map, or were counted that are gone by now. */
export function differsFromKernel({map, kernelFrames, kernelMappings}: MapReport): boolean {
  const differs = (counted: number, kernel: number | undefined) =>
    kernel !== undefined && Math.abs(counted - kernel) > tolerance * Math.max(counted, kernel);
  return differs(map.frames, kernelFrames) || differs(map.mappings, kernelMappings);
}
