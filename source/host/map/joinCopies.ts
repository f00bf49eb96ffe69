import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';
import {createNumberMap} from '../../model/map/numberMap.js';
import {createFrameSet} from '../pages/frameSet.js';
import type {PageHash} from '../pages/pageHash.js';
import type {ProcessPages} from '../pages/processPages.js';

/** Finds merged frames with the same content: copies that the kernel made for max_page_sharing. */
export type Contents = {
  /** Reads what is new in a region. Throws what the kernel says. */
  read(pages: ProcessPages, region: MemoryRegion): void;
  /** The frame that represents all with the same content. */
  firstOf(frame: number): number;
};

export function createContents(hash: PageHash, isMerged: (frame: number) => boolean): Contents {
  const asked = createFrameSet();
  const firsts = createNumberMap();
  const copies = createNumberMap();

  function add(frame: number, content: Uint8Array): void {
    hash.update(content);
    // 53 bits of it: as many as a number holds exactly.
    const key = (hash.high & 0x1f_ffff) * 0x1_0000_0000 + hash.low;
    const first = firsts.get(key);
    if (first !== undefined) copies.set(frame, first);
    else firsts.set(key, frame);
  }

  return {
    read(pages, region) {
      const frames = new Map<number, number>();
      pages.walk(
        region,
        (frame, _, address) => {
          if (!isMerged(frame) || !asked.add(frame)) return false;
          frames.set(address, frame);
          return true;
        },
        ({address, content}) => {
          const frame = frames.get(address);
          if (frame !== undefined) add(frame, content);
          frames.delete(address);
        },
      );
    },
    firstOf: (frame) => copies.get(frame) ?? frame,
  };
}
