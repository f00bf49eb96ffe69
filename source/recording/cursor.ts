import type {Sample} from '../model/sample/sample.js';
import type {IndexedSegment} from './recordingIndex.js';
import {createSegmentReader, type SegmentReader} from './segments/segmentReader.js';
import {readSegment, type SegmentSource} from './segments/segmentSource.js';
import {createYieldToEventLoop} from './yieldToEventLoop.js';

/** Reads samples with their processes, one after another, keeping only the last. */
export type Cursor = {
  /** The sample with this number. Rejects with a sentence where the recording is damaged. */
  sampleAt(number: number): Promise<Sample>;
};

type Place = {
  index: number;
  reader: SegmentReader;
  bytes: Buffer;
  size: number;
  /** Number of the next sample. */
  next: number;
};

/** A cursor over these segments; reading forward within a segment is cheap. */
export function createCursor(source: SegmentSource, segments: readonly IndexedSegment[]): Cursor {
  let place: Place | undefined;

  /** The place to read this sample from: the present one, or the start of the sample's segment. */
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
