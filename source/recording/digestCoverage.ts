import type {SegmentSource} from './segments/segmentSource.js';
import type {SegmentSummary} from './segments/segmentSummary.js';

/** So much of a recording is read in about a second. */
export const budgets = {
  textBytes: 16 * 2 ** 20,
  samples: 12_000,
  /** A report shows fewer steps. */
  starts: 800,
  processLists: 96,
  wholeSegments: 40,
};

/** How much of a recording is read. */
export type Coverage = {
  /** Every sample is read; `false`: first ones of segments, and those around changes. */
  everySample: boolean;
  /** Every process of each of them is read. */
  everyProcess: boolean;
};

/** How much of the recording is read, by its first segment. */
export function coverageOf(
  {count}: SegmentSource,
  {samples}: SegmentSummary,
  text: Buffer,
): Coverage {
  const everySample = samples * count <= budgets.samples;
  return {everySample, everyProcess: everySample && text.length * count <= budgets.textBytes};
}

/** Which segments are read where not every sample is. */
export type Selection = {
  isLast(segment: number): boolean;
  /** With the processes. */
  hasLists(segment: number): boolean;
  isUsed(segment: number): boolean;
};

export function selectionOf({count}: SegmentSource): Selection {
  const startEvery = Math.ceil(count / budgets.starts);
  const listEvery = Math.ceil(count / budgets.processLists);
  const isLast = (segment: number) => segment === count - 1;
  const hasLists = (segment: number) => isLast(segment) || segment % listEvery === 0;
  const isUsed = (segment: number) => hasLists(segment) || segment % startEvery === 0;
  return {isLast, hasLists, isUsed};
}
