import {isKsmPage} from '../../kernel/pageFlags.js';
import {createFrameSet} from '../pages/frameSet.js';
import type {MergedFrames} from './mergedFrames.js';
import type {PageFlags} from './readPageFlags.js';

const framesAtOnce = 16_384;

/** Merged is what has KPF_KSM. */
export function createFramesByFlag(flags: PageFlags, pageBytes: number): MergedFrames {
  const asked = createFrameSet();
  const merged = createFrameSet();
  const batch = new Float64Array(framesAtOnce);
  let length = 0;

  /** Looks up what is new in the batch; returns how many of its pages are merged. */
  function flush(take: (frame: number) => void): number {
    const frames = batch.subarray(0, length);
    flags.read(
      frames.filter((frame) => asked.add(frame)),
      (frame, low) => {
        if (isKsmPage(low)) merged.add(frame);
      },
    );
    let taken = 0;
    for (const frame of frames) {
      if (!merged.has(frame)) continue;
      taken++;
      take(frame);
    }
    length = 0;
    return taken;
  }

  return {
    select(pages, region, found) {
      function takeThose(exclusive: boolean): number {
        let taken = 0;
        pages.walk(
          region,
          (frame, isExclusive) => {
            if (isExclusive && !exclusive) found.exclusive(frame);
            if (isExclusive !== exclusive) return false;
            batch[length++] = frame;
            if (length === framesAtOnce) taken += flush(found.merged);
            return false;
          },
          () => {},
        );
        return taken + flush(found.merged);
      }
      const taken = takeThose(false);
      // Others that used a merged page may have gone; as long as it is used once, it stays merged.
      const {ksmBytes = Number.POSITIVE_INFINITY} = region;
      if (taken * pageBytes < ksmBytes) takeThose(true);
    },
    isMerged: merged.has,
  };
}
