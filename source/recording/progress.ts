import type {Inspection} from '../model/sample/inspection.js';
import type {Sample} from '../model/sample/sample.js';
import {encodeEnd, encodeHeader, encodeInspection, encodeSample} from './encode.js';
import {appendToMember, emptyMember, endMember, type Member, memberHeader} from './gzip.js';

/**
 * How far the bytes of one file have come. A plain value: whoever could not write the bytes of the
 * next sample still has the one before, and can end the file there.
 */
export type Progress = {
  bytes: number;
  samples: number;
  /** What the next sample is compared with; absent: a segment is to begin. */
  previous?: Sample;
  segment: {samples: number; wholeLength: number; changesLength: number};
  /** Of a compressed file, while a segment is open. */
  member?: Member;
};

/** What is recorded at one instant. */
export type Recorded = {
  sample: Sample;
  /** What was read of single processes since the sample before. */
  inspections?: readonly Inspection[];
};

export type Packing = {
  compressed: boolean;
  /** Version of the program that writes. */
  program: string;
};

/**
 * A reader begins at the beginning of a segment, and what is damaged is lost with the rest of it:
 * short ones serve both, at the price of writing what did not change.
 */
const fewestSamples = 60;
const mostSamples = 300;

export const noProgress: Progress = {
  bytes: 0,
  samples: 0,
  segment: {samples: 0, wholeLength: 0, changesLength: 0},
};

/** The bytes that a sample adds to the file, and how far it has come with them. */
export function packSample(
  progress: Progress,
  {sample, inspections = []}: Recorded,
  packing: Packing,
): {bytes: Buffer; progress: Progress} {
  const {previous, segment} = progress;
  const extra = inspections.map(encodeInspection).join('');
  if (!previous || isFull(segment)) return packWhole(progress, sample, extra, packing);
  const changes = encodeSample(previous, sample);
  const text = Buffer.from(extra + changes, 'latin1');
  const {bytes, member} = packText(progress.member, text);
  return {
    bytes,
    progress: {
      bytes: progress.bytes + bytes.length,
      samples: progress.samples + 1,
      previous: sample,
      segment: {
        ...segment,
        samples: segment.samples + 1,
        changesLength: segment.changesLength + changes.length,
      },
      ...(member && {member}),
    },
  };
}

/** The bytes that finish the file. */
export function packEnd({samples, member}: Progress): Buffer {
  const text = Buffer.from(encodeEnd(samples), 'latin1');
  const last = packText(member, text);
  return last.member ? Buffer.concat([last.bytes, endMember(last.member)]) : last.bytes;
}

/** Full when its changes weigh as much as the whole sample that it began with. */
function isFull({samples, wholeLength, changesLength}: Progress['segment']): boolean {
  return samples >= mostSamples || (samples >= fewestSamples && changesLength >= wholeLength);
}

function packWhole(
  progress: Progress,
  sample: Sample,
  extra: string,
  {compressed, program}: Packing,
) {
  const whole = encodeSample(undefined, sample);
  const text = Buffer.from(encodeHeader(sample, program) + extra + whole, 'latin1');
  const {bytes, member} = packText(compressed ? emptyMember : undefined, text);
  const before = progress.member ? endMember(progress.member) : Buffer.alloc(0);
  const start = compressed ? memberHeader : Buffer.alloc(0);
  const all = Buffer.concat([before, start, bytes]);
  return {
    bytes: all,
    progress: {
      bytes: progress.bytes + all.length,
      samples: progress.samples + 1,
      previous: sample,
      segment: {samples: 1, wholeLength: whole.length, changesLength: 0},
      ...(member && {member}),
    },
  };
}

function packText(member: Member | undefined, text: Buffer): {bytes: Buffer; member?: Member} {
  return member ? appendToMember(member, text) : {bytes: text};
}
