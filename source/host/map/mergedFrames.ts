import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';
import type {ProcessPages} from '../pages/processPages.js';

/** Decides which frames are merged, while the regions of all processes are read. */
export type MergedFrames = {
  /** Reads one region. Throws what the kernel says. */
  select(pages: ProcessPages, region: MemoryRegion, found: FoundPages): void;
  /** Once all regions were read. */
  isMerged(frame: number): boolean;
};

export type FoundPages = {
  /** A page whose frame is merged, or may be: `isMerged` says so in the end. */
  merged(frame: number): void;
  /** A page that no other mapping has. */
  exclusive(frame: number): void;
};
