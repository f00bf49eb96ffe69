import {statfs} from 'node:fs/promises';
import {memberHeader} from '../gzip.js';
import {headerStart} from '../segments/segments.js';

/** An archive is unpacked up to this size. */
const mostUnpackedBytes = 2 ** 34;
/** Unpacked bytes per packed byte: gzip compresses the text of a recording to a hundredth at best. */
const mostRatio = 200;
/** Below this size the ratio means nothing, and a recording may still begin. */
const fairBytes = 2 ** 26;
/** Of the file system, left to others: `/tmp` may be memory. */
const freeShare = 0.05;
const checkEveryBytes = 2 ** 22;

/** A limit is reached; the message is a sentence. */
export class SpoolEnd extends Error {}

/** Counts the bytes read and stored, and throws a SpoolEnd when they are too many. */
export function createSpoolLimits(directory: string) {
  let taken = 0;
  let kept = 0;
  let checkedAt = 0;
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
      // A mark may be split between two pieces, but not all of them in this much text.
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
      if (kept - checkedAt < checkEveryBytes) return;
      checkedAt = kept;
      await checkRoom();
    },
  };
}
