import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';
import {groupBy} from '../groupBy.js';
import type {Inspection} from '../sample/inspection.js';

/** Of longer memory maps, this many regions hold most of the memory. */
const maxRegions = 16;

/**
 * An inspection with a memory map of bounded size: the main regions stay as they are, the others
 * become one of each kind. The diagnosis is the same from either.
 */
export function condense(inspection: Inspection): Inspection {
  const {regions} = inspection;
  return regions ? {...inspection, regions: condenseRegions(regions)} : inspection;
}

/** Private memory that the preload library could offer. */
export function isMergeCandidate({name, unmergeable, anonymousBytes}: MemoryRegion): boolean {
  return !unmergeable && anonymousBytes > 0 && (name === '' || name === '[heap]');
}

/** The regions that use or offer memory: those that offer it first, then the largest. */
export function mainRegions(regions: readonly MemoryRegion[]): MemoryRegion[] {
  return regions
    .filter(({residentBytes, mergeable}) => residentBytes > 0 || mergeable)
    .sort(
      (a, b) =>
        Number(b.mergeable ?? false) - Number(a.mergeable ?? false) ||
        relevantBytes(b) - relevantBytes(a),
    );
}

/** The memory that could merge, or all of a region that cannot. */
function relevantBytes({unmergeable, residentBytes, anonymousBytes}: MemoryRegion): number {
  return unmergeable ? residentBytes : anonymousBytes;
}

function condenseRegions(regions: readonly MemoryRegion[]): readonly MemoryRegion[] {
  const main = mainRegions(regions);
  // The largest shows whether any allocation is above the library's threshold.
  const candidates = main.filter(isMergeCandidate);
  const largest = candidates.toSorted((a, b) => b.sizeBytes - a.sizeBytes)[0];
  const isKept = (region: MemoryRegion, index: number) => index < maxRegions || region === largest;
  const others = main.filter((region, index) => !isKept(region, index));
  const kinds = groupBy(
    others.map((region) => [`${region.mergeable} ${region.unmergeable}`, region] as const),
  );
  return [...main.filter(isKept), ...[...kinds.values()].map(sumOf)];
}

function sumOf(regions: readonly MemoryRegion[]): MemoryRegion {
  const [first, ...others] = regions as [MemoryRegion, ...MemoryRegion[]];
  if (others.length === 0) return first;
  const sum = (figure: (region: MemoryRegion) => number | undefined) =>
    regions.reduce((total, region) => total + (figure(region) ?? 0), 0);
  return {
    ...first,
    name: `${regions.length} more regions`,
    sizeBytes: sum(({sizeBytes}) => sizeBytes),
    residentBytes: sum(({residentBytes}) => residentBytes),
    proportionalBytes: sum(({proportionalBytes}) => proportionalBytes),
    anonymousBytes: sum(({anonymousBytes}) => anonymousBytes),
    ...(first.ksmBytes !== undefined && {ksmBytes: sum(({ksmBytes}) => ksmBytes)}),
  };
}
