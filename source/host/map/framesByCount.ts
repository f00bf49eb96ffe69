import {isZeroPage} from '../../kernel/pageFlags.js';
import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';
import {createNumberList} from '../../model/map/numberList.js';
import {createNumberMap} from '../../model/map/numberMap.js';
import {createFrameSet} from '../pages/frameSet.js';
import type {ProcessPages} from '../pages/processPages.js';
import type {FoundPages, MergedFrames} from './mergedFrames.js';
import type {PageFlags} from './readPageFlags.js';

/**
 * For kernels whose KPF_KSM is wrong. smaps says how many pages of a region are merged: where that
 * is all of those with several mappings, these are. Else some of them are shared by fork, which
 * keeps their address: a frame at two addresses is merged.
 */
export function createFramesByCount(flags: PageFlags, pageBytes: number): MergedFrames {
  const asked = createFrameSet();
  const zero = createFrameSet();
  const merged = createFrameSet();
  const addressOf = createNumberMap();
  const shared = createNumberList();
  const addresses = createNumberList();
  const exclusive = createNumberList();

  function readPages(pages: ProcessPages, region: MemoryRegion, found: FoundPages): void {
    for (const list of [shared, addresses, exclusive]) list.clear();
    pages.walk(
      region,
      (frame, isExclusive, address) => {
        if (isExclusive) {
          exclusive.push(frame);
          found.exclusive(frame);
        } else {
          shared.push(frame);
          addresses.push(address);
        }
        return false;
      },
      () => {},
    );
    const unasked = shared.values().filter((frame) => asked.add(frame));
    flags.read(unasked, (frame, low) => {
      if (isZeroPage(low)) zero.add(frame);
    });
  }

  return {
    select(pages, region, found) {
      readPages(pages, region, found);
      const frames = shared.values();
      let sharedPages = 0;
      for (const frame of frames) if (!zero.has(frame)) sharedPages++;
      const mergedPages = (region.ksmBytes ?? 0) / pageBytes;
      const isSure = sharedPages <= mergedPages;
      for (const [index, address] of addresses.values().entries()) {
        const frame = frames[index] as number;
        if (zero.has(frame)) continue;
        const known = addressOf.get(frame);
        if (isSure || (known !== undefined && known !== address)) merged.add(frame);
        else addressOf.set(frame, address);
        found.merged(frame);
      }
      if (sharedPages + exclusive.values().length > mergedPages) return;
      for (const frame of exclusive.values()) {
        merged.add(frame);
        found.merged(frame);
      }
    },
    isMerged: merged.has,
  };
}
