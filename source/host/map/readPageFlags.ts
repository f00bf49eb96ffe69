import {closeSync, openSync, readSync} from 'node:fs';
import {pageFlagsBytes} from '../../kernel/pageFlags.js';

/** The flags of frames: `/proc/kpageflags`. */
export type PageFlags = {
  /** Sorts the frames, and calls back for each with the lower 32 bits of its flags. */
  read(frames: Float64Array, visit: (frame: number, low: number) => void): void;
  close(): void;
};

/** Entries in one read; to read a gap of some entries is faster than to read twice. */
const windowEntries = 512;
const largestGap = 32;

/** Throws what the kernel says. */
export function openPageFlags(procfs: string): PageFlags {
  const descriptor = openSync(`${procfs}/kpageflags`, 'r');
  const bytes = Buffer.allocUnsafeSlow(windowEntries * pageFlagsBytes);
  const halves = new Uint32Array(bytes.buffer, 0, windowEntries * 2);

  /** Flags of memory that was unplugged meanwhile are 0. */
  function readWindow(first: number, entries: number): void {
    const wanted = entries * pageFlagsBytes;
    const read = readSync(descriptor, bytes, 0, wanted, first * pageFlagsBytes);
    bytes.fill(0, read, wanted);
  }

  return {
    read(frames, visit) {
      frames.sort();
      for (let index = 0; index < frames.length; ) {
        const first = frames[index] as number;
        let end = index + 1;
        while (
          end < frames.length &&
          (frames[end] as number) - first < windowEntries &&
          (frames[end] as number) - (frames[end - 1] as number) <= largestGap
        ) {
          end++;
        }
        readWindow(first, (frames[end - 1] as number) - first + 1);
        for (; index < end; index++) {
          const frame = frames[index] as number;
          visit(frame, halves[(frame - first) * 2] as number);
        }
      }
    },
    close: () => closeSync(descriptor),
  };
}
