import type {Sample} from '../model/sample/sample.js';
import type {IndexedSegment} from './recordingIndex.js';
import {createSegmentReader, type SegmentReader} from './segmentReader.js';
import {readSegment, type SegmentSource} from './segmentSource.js';
import {createYieldToEventLoop} from './yieldToEventLoop.js';

/** Reads samples with their processes, one after the other: of all it has read it keeps one. */
export type Cursor = {
  /** Rejects with a sentence when the recording is damaged there. */
  sampleAt(number: number): Promise<Sample>;
};

type Place = {
  index: number;
  reader: SegmentReader;
  bytes: Buffer;
  size: number;
  /** Number of the sample that comes next. */
  next: number;
};

export function createCursor(source: SegmentSource, segments: readonly IndexedSegment[]): Cursor {
  let place: Place | undefined;

  /** Where to read on to come to this sample: as far as one is, or at the start of its segment. */
  async function approach(number: number): Promise<Place | undefined> {
    const index = segments.findLastIndex(({first}) => first <= number);
    const size = source.sizeOf(index);
    const isOn = place?.index === index && place.next <= number;
    if (isOn && place?.size === size) return place;
    const bytes = await readSegment(source, index);
    if (!bytes) return undefined;
    const start = {reader: createSegmentReader({}), next: segments[index]?.first ?? 0};
    place = {...(isOn && place ? place : start), index, bytes, size};
    return place;
  }

  return {
    async sampleAt(number) {
      const here = await approach(number);
      if (here) {
        const {index, reader, bytes} = here;
        const segment = segments[index] as IndexedSegment;
        const yieldToEventLoop = createYieldToEventLoop();
        for (const sample of reader.take(bytes)) {
          segment.damaged ||= reader.damaged;
          if (here.next++ === number) return sample;
          await yieldToEventLoop();
        }
        segment.damaged = true;
        place = undefined;
      }
      throw new Error('The recording is damaged at this point.');
    },
  };
}
