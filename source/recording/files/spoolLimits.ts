import {statfs} from 'node:fs/promises';
import {memberHeader} from '../gzip.js';
import {headerStart} from '../segments.js';

/** An archive that unpacks to more is not kept further. */
const mostUnpackedBytes = 2 ** 34;
/** So many times what was read; a recording is text, of which gzip leaves a hundredth at least. */
const mostRatio = 200;
/** Below it, the ratio says nothing, and a recording may still begin. */
const fairBytes = 2 ** 26;
/** Of the file system, for others: `/tmp` may be memory. */
const freeShare = 0.05;
const lookEveryBytes = 2 ** 22;

/** No more is kept; the message is a sentence. */
export class SpoolEnd extends Error {}

/** Counts what is read and kept, and throws a SpoolEnd where it is too much. */
export function createSpoolLimits(directory: string) {
  let taken = 0;
  let kept = 0;
  let lookedAt = 0;
  let hasBegun = false;

  async function checkRoom(): Promise<void> {
    const status = await statfs(directory).catch(() => undefined);
    if (!status || status.bavail >= status.blocks * freeShare) return;
    throw new SpoolEnd(
      `${directory}, where ksmtop stores what it unpacks or reads from a pipe, is nearly full: set TMPDIR to a directory with more space.`,
    );
  }

  return {
    take(bytes: number): void {
      taken += bytes;
    },
    async beforeKeeping(piece: Buffer): Promise<void> {
      kept += piece.length;
      // One mark may lie across two pieces, but not all that there are in so much.
      hasBegun ||= piece.includes(headerStart) || piece.includes(memberHeader);
      if (kept > fairBytes && !hasBegun) {
        throw new SpoolEnd(`its first ${fairBytes / 2 ** 20} MiB contain no recording.`);
      }
      if (kept > fairBytes && kept > taken * mostRatio) {
        throw new SpoolEnd(
          `the archive unpacks to more than ${mostRatio} times its size: it is not a recording.`,
        );
      }
      if (kept > taken && kept > mostUnpackedBytes) {
        throw new SpoolEnd(
          'the archive unpacks to more than 16 GiB: unpack it and replay a part of it.',
        );
      }
      if (kept - lookedAt < lookEveryBytes) return;
      lookedAt = kept;
      await checkRoom();
    },
  };
}
