import {describe, expect, test} from 'vitest';
import {createFramesByCount} from '../../../source/host/map/framesByCount.js';
import type {PageFlags} from '../../../source/host/map/readPageFlags.js';
import type {ProcessPages} from '../../../source/host/pages/processPages.js';
import type {MemoryRegion} from '../../../source/kernel/process/memory/smaps.js';

/** A page: its frame, its address, whether no other mapping has it. */
type Page = [frame: number, address: number, isExclusive?: boolean];

const zeroFrame = 1;
const flags: PageFlags = {
  read: (frames, visit) => {
    for (const frame of frames) visit(frame, frame === zeroFrame ? 1 << 24 : 0);
  },
  close() {},
};

/** Which frames are merged, of regions with so many merged pages. */
function mergedOf(...regions: ReadonlyArray<{merged: number; pages: readonly Page[]}>): number[] {
  const frames = createFramesByCount(flags, 4096);
  const found = new Set<number>();
  for (const {merged, pages} of regions) {
    const walked: Pick<ProcessPages, 'walk'> = {
      walk(_, wanted) {
        for (const [frame, address, isExclusive = false] of pages) {
          wanted(frame, isExclusive, address);
        }
        return 0;
      },
    };
    const region = {ksmBytes: merged * 4096} as MemoryRegion;
    frames.select(walked as ProcessPages, region, {
      merged: (frame) => found.add(frame),
      exclusive() {},
    });
  }
  return [...found].filter(frames.isMerged).toSorted((a, b) => a - b);
}

describe('where KPF_KSM is wrong', () => {
  test('all shared pages are merged where smaps counts as many', () => {
    const pages: Page[] = [
      [10, 0],
      [11, 1],
      [12, 2, true],
    ];
    expect(mergedOf({merged: 2, pages})).toEqual([10, 11]);
    expect(mergedOf({merged: 3, pages})).toEqual([10, 11, 12]);
  });

  test('what fork shares keeps its address; what is at two addresses is merged', () => {
    const parent: Page[] = [
      [10, 0],
      [11, 1],
    ];
    const other: Page[] = [
      [10, 7],
      [20, 8],
    ];
    expect(
      mergedOf({merged: 1, pages: parent}, {merged: 1, pages: parent}, {merged: 1, pages: other}),
    ).toEqual([10]);
  });

  test('a region that is sure decides for those that are not', () => {
    const mixed: Page[] = [
      [10, 0],
      [11, 1],
    ];
    expect(mergedOf({merged: 1, pages: mixed}, {merged: 1, pages: [[10, 0]]})).toEqual([10]);
  });

  test('the zero page is not merged, however often it is mapped', () => {
    const pages: Page[] = [
      [zeroFrame, 0],
      [zeroFrame, 1],
      [10, 2],
    ];
    expect(mergedOf({merged: 1, pages})).toEqual([10]);
  });
});
