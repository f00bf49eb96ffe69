import {readSegment, type SegmentSource} from './segmentSource.js';
import {type SegmentSummary, summaryBefore} from './segmentSummary.js';

/** The starts of segments, one after another, each read once and ahead of its turn. */
export type SegmentStarts = {
  /** What the next segment says of this one; absent: nothing. */
  summaryOf(segment: number): Promise<SegmentSummary | undefined>;
  /** The text of a segment, each time longer, up to all of it; nothing: it is damaged. */
  textsOf(segment: number): AsyncGenerator<Buffer, void>;
};

/** A first sample of a hundred processes takes less, compressed. */
const fewestBytes = 2 ** 13;
/** The header of a segment takes less. */
const headerBytes = 2 ** 9;
const longer = (bytes: number) => Math.ceil(1.25 * bytes);

/** @param isUsed Whether the text of a segment is asked for, too, besides what its header tells. */
export function createSegmentStarts(
  source: SegmentSource,
  isUsed: (segment: number) => boolean,
): SegmentStarts {
  /** Enough for the last segment. */
  let length = fewestBytes;
  const ahead = new Map<number, Promise<Buffer | undefined>>();

  function read(segment: number): Promise<Buffer | undefined> {
    const bytes = isUsed(segment) ? length : headerBytes;
    return source.readStart(segment, bytes).catch(() => undefined);
  }

  /** The start of this segment; that of the next one is read meanwhile. */
  function take(segment: number): Promise<Buffer | undefined> {
    // Those that were read as a whole instead.
    for (const each of ahead.keys()) if (each < segment - 1) ahead.delete(each);
    for (const each of [segment, segment + 1]) {
      if (each < source.count && !ahead.has(each)) ahead.set(each, read(each));
    }
    return ahead.get(segment) ?? Promise.resolve(undefined);
  }

  return {
    async summaryOf(segment) {
      const next = await take(segment + 1);
      return next && summaryBefore(next);
    },
    async *textsOf(segment) {
      const first = await take(segment);
      if (first) yield first;
      for (let grown = longer(length); grown < source.sizeOf(segment); grown = longer(grown)) {
        const text = await source.readStart(segment, grown).catch(() => undefined);
        if (!text) return;
        length = grown;
        yield text;
      }
      const whole = await readSegment(source, segment);
      if (whole) yield whole;
    },
  };
}
