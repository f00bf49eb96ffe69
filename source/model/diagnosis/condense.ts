import type {MemoryRegion} from '../../kernel/process/smaps.js';
import type {Inspection} from '../sample/inspection.js';
import {isMergeCandidate} from './diagnosis.js';

/** Where they are more, the largest of them still hold most of the memory. */
const mostRegions = 16;

/**
 * An inspection with a memory map of bounded size: the regions that tell most stay as they are,
 * the others become one for each kind. A diagnosis comes to the same from either.
 */
export function condense(inspection: Inspection): Inspection {
  const {regions} = inspection;
  return regions ? {...inspection, regions: condenseRegions(regions)} : inspection;
}

/** The regions that take memory or offer some; those that offer first, then the weightiest. */
export function tellingRegions(regions: readonly MemoryRegion[]): MemoryRegion[] {
  return regions
    .filter(({residentBytes, mergeable}) => residentBytes > 0 || mergeable)
    .sort(
      (a, b) =>
        Number(b.mergeable ?? false) - Number(a.mergeable ?? false) || weightOf(b) - weightOf(a),
    );
}

/** What speaks for KSM, anonymous memory, or against it. */
function weightOf({unmergeable, residentBytes, anonymousBytes}: MemoryRegion): number {
  return unmergeable ? residentBytes : anonymousBytes;
}

function condenseRegions(regions: readonly MemoryRegion[]): readonly MemoryRegion[] {
  const telling = tellingRegions(regions);
  // Whether an allocation is above the library's threshold, the largest decides.
  const candidates = telling.filter(isMergeCandidate);
  const largest = candidates.toSorted((a, b) => b.sizeBytes - a.sizeBytes)[0];
  const kinds = new Map<string, MemoryRegion[]>();
  const condensed: MemoryRegion[] = [];
  for (const [index, region] of telling.entries()) {
    if (index < mostRegions || region === largest) {
      condensed.push(region);
      continue;
    }
    const kind = `${region.mergeable} ${region.unmergeable}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), region]);
  }
  return [...condensed, ...[...kinds.values()].map(sumUp)];
}

function sumUp(regions: readonly MemoryRegion[]): MemoryRegion {
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
