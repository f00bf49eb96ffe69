import type {Sample} from '../model/sample/sample.js';
import {createDecoder, type DecoderOptions} from './decode.js';
import {lineStarts, NewerRecording} from './format.js';

/** Reads the samples of one segment, which may still be growing. */
export type SegmentReader = {
  /**
   * Takes the bytes of the segment as far as they are known, and gives the samples that are new in
   * them; whoever stops before the last one goes on from there the next time.
   */
  take(bytes: Buffer): Iterable<Sample>;
  /** Something in it makes no sense, and is left out. */
  readonly damaged: boolean;
  /** Its last line is the end of a finished file. */
  readonly ended: boolean;
};

const newline = 10;
/** More than a hundred thousand processes take. */
const longestLine = 2 ** 26;
const marks = {
  processes: Buffer.from(lineStarts.processes),
  inspection: Buffer.from(lineStarts.inspection),
};

/** Throws a NewerRecording when another program is needed to read it. */
export function createSegmentReader(options: DecoderOptions): SegmentReader {
  const {withProcesses = true} = options;
  const unwanted = withProcesses ? [marks.inspection] : [marks.processes, marks.inspection];
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
    *take(bytes) {
      for (;;) {
        const start = read;
        const end = bytes.indexOf(newline, start);
        // A line without its end is still being written, or was cut off.
        if (end < 0) return;
        read = end + 1;
        // Most of a recording is processes: what is not wanted is not even made a text.
        if (unwanted.some((mark) => startsWith(bytes, start, mark))) continue;
        if (end - start > longestLine) {
          damaged = true;
          return;
        }
        const sample = takeLine(bytes.toString('latin1', start, end));
        if (sample) yield sample;
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

function startsWith(bytes: Buffer, start: number, mark: Buffer): boolean {
  return bytes.subarray(start, start + mark.length).equals(mark);
}
