import {isKsmPage} from '../../kernel/pageFlags.js';
import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';
import {openProcessPages} from '../pages/processPages.js';
import {readRegions} from '../pages/readRegions.js';
import type {PageFlags} from './readPageFlags.js';

/** With fewer pages the test says nothing. */
const fewestPages = 8;
const mostPages = 256;
const self = '/proc/self';

/** Frames of this process that are certainly not merged; 0 for a reader without CAP_SYS_ADMIN. */
export function ownUnmergedFrames(pageBytes: number): number[] {
  const frames: number[] = [];
  const pages = openProcessPages(self, {pageBytes, rest() {}});
  try {
    for (const region of readRegions(self)) {
      if (!isUnmerged(region)) continue;
      const take = (frame: number, isExclusive: boolean) => {
        if (isExclusive && frames.length < mostPages) frames.push(frame);
        return false;
      };
      pages.walk(region, take, () => {});
      if (frames.length === mostPages) break;
    }
  } finally {
    pages.close();
  }
  return frames;
}

function isUnmerged({mergeable, ksmBytes, unmergeable, anonymousBytes}: MemoryRegion): boolean {
  return (mergeable === false || ksmBytes === 0) && !unmergeable && anonymousBytes > 0;
}

/** Whether KPF_KSM is right on this kernel: it must not be set on pages that are not merged. */
export function isKsmFlagRight(flags: PageFlags, unmerged: readonly number[]): boolean {
  let wrong = 0;
  flags.read(Float64Array.from(unmerged), (_, low) => {
    if (isKsmPage(low)) wrong++;
  });
  return unmerged.length >= fewestPages && wrong === 0;
}
