import type {Sample} from '../model/sample.js';
import {createDecoder, type DecoderOptions} from './decode.js';
import {NewerRecording} from './format.js';

/** Reads the samples of one segment, which may still be growing. */
export type SegmentReader = {
  /** Takes the text of the segment as far as it is known; returns the samples that are new in it. */
  take(text: string): readonly Sample[];
  /** Something in it makes no sense, and is left out. */
  readonly damaged: boolean;
  /** Its last line is the end of a finished file. */
  readonly ended: boolean;
};

/** Throws a NewerRecording when another program is needed to read it. */
export function createSegmentReader(options: DecoderOptions): SegmentReader {
  const decoder = createDecoder(options);
  let read = 0;
  let damaged = false;

  function takeLine(line: string): Sample | undefined {
    try {
      return damaged ? undefined : decoder.take(line);
    } catch (error) {
      if (error instanceof NewerRecording) throw error;
      damaged = true;
      return undefined;
    }
  }

  return {
    take(text) {
      const samples: Sample[] = [];
      for (;;) {
        const end = text.indexOf('\n', read);
        // A line without its end is still being written, or was cut off.
        if (end < 0) return samples;
        const sample = takeLine(text.slice(read, end));
        if (sample) samples.push(sample);
        read = end + 1;
      }
    },
    get damaged() {
      return damaged || decoder.lostProcesses;
    },
    get ended() {
      return decoder.ended;
    },
  };
}
