import type {Inspection} from '../model/sample/inspection.js';
import type {Sample} from '../model/sample/sample.js';
import {encodeEnd, encodeHeader, encodeInspection, encodeSample} from './encode.js';
import {appendToMember, emptyMember, endMember, type Member, memberHeader} from './gzip.js';
import {isParameterChange, type SegmentSummary} from './segments/segmentSummary.js';

/**
 * The state of one file being written. A plain value: after a failed write, the previous state can
 * still end the file.
 */
export type Progress = {
  bytes: number;
  samples: number;
  /** What the next sample is compared with; absent: the next sample begins a segment. */
  previous?: Sample;
  segment: SegmentSummary & {wholeLength: number; changesLength: number};
  /** The open member of a compressed file. */
  member?: Member;
};

/** What is recorded at one instant. */
export type Recorded = {
  sample: Sample;
  /** Inspections of processes since the previous sample. */
  inspections?: readonly Inspection[];
};

export type Packing = {
  compressed: boolean;
  /** Version of ksmtop that writes the file. */
  program: string;
};

/**
 * Readers start at the beginning of a segment, and damage loses the rest of one: short segments help
 * both, at the cost of repeating what did not change.
 */
const fewestSamples = 60;
const mostSamples = 300;

export const noProgress: Progress = {
  bytes: 0,
  samples: 0,
  segment: {samples: 0, changesParameters: false, wholeLength: 0, changesLength: 0},
};

/** The bytes that a sample adds to the file, and the state after them. */
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
        changesParameters: segment.changesParameters || changesParameters(previous, sample),
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

/** A segment is full when its changes are as long as the whole sample that it began with. */
function isFull({samples, wholeLength, changesLength}: Progress['segment']): boolean {
  return samples >= mostSamples || (samples >= fewestSamples && changesLength >= wholeLength);
}

function packWhole(
  progress: Progress,
  sample: Sample,
  extra: string,
  {compressed, program}: Packing,
) {
  const {previous, segment} = progress;
  const whole = encodeSample(undefined, sample);
  const {samples, changesParameters: changes} = segment;
  const summary = previous && {samples, changesParameters: changes};
  const text = Buffer.from(encodeHeader(sample, program, summary) + extra + whole, 'latin1');
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
      segment: {
        samples: 1,
        changesParameters: previous !== undefined && changesParameters(previous, sample),
        wholeLength: whole.length,
        changesLength: 0,
      },
      ...(member && {member}),
    },
  };
}

function changesParameters({ksm: before}: Sample, {ksm: after}: Sample): boolean {
  return isParameterChange(before?.parameters ?? {}, after?.parameters ?? {});
}

function packText(member: Member | undefined, text: Buffer): {bytes: Buffer; member?: Member} {
  return member ? appendToMember(member, text) : {bytes: text};
}
