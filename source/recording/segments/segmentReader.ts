import type {Sample} from '../../model/sample/sample.js';
import {createDecoder, type DecoderOptions} from '../decode.js';
import {lineStarts, NewerRecording} from '../format.js';

/** Reads the samples of one segment, which may still grow. */
export type SegmentReader = {
  /**
   * Given all bytes of the segment so far, yields the samples that are new; a caller that stops
   * before the last one continues there next time.
   */
  take(bytes: Buffer): Iterable<Sample>;
  /** Whether a part of it is invalid and was left out. */
  readonly damaged: boolean;
  /** Whether its last line is the end mark of a finished file. */
  readonly ended: boolean;
};

const newline = 10;
/** More than a hundred thousand processes need. */
const longestLine = 2 ** 26;
const marks = {
  processes: Buffer.from(lineStarts.processes),
  inspection: Buffer.from(lineStarts.inspection),
};

/** `take` throws a NewerRecording if only a newer ksmtop can read the segment. */
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
        // An incomplete line is still being written, or was cut off.
        if (end < 0) return;
        read = end + 1;
        // Most of a recording is processes: unwanted lines are not even decoded to text.
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
