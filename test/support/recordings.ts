import type {Inspection} from '../../source/model/sample/inspection.js';
import type {Sample} from '../../source/model/sample/sample.js';
import {findMembers, unpackMember} from '../../source/recording/gzip.js';
import {noProgress, packEnd, packSample} from '../../source/recording/progress.js';
import type {SegmentSource} from '../../source/recording/segments/segmentSource.js';
import {findHeaders} from '../../source/recording/segments/segments.js';

/** The bytes of a recording; `inspect` returns the inspections before each sample. */
export function recordingOf(
  samples: readonly Sample[],
  {
    compressed = false,
    finished = true,
    program = '1.0',
    inspect = (_: number): readonly Inspection[] => [],
  } = {},
): Buffer {
  const pieces: Buffer[] = [];
  let progress = noProgress;
  for (const [number, sample] of samples.entries()) {
    const recorded = {sample, inspections: inspect(number)};
    const next = packSample(progress, recorded, {compressed, program});
    pieces.push(next.bytes);
    progress = next.progress;
  }
  if (finished) pieces.push(packEnd(progress));
  return Buffer.concat(pieces);
}

/** A recording in memory; `bytes` may be replaced, as a file grows. */
export function sourceOf(bytes: Buffer): SegmentSource & {bytes: Buffer} {
  const isCompressed = findMembers(bytes).offsets.length > 0;
  const source = {
    bytes,
    get count() {
      return offsets().length;
    },
    sizeOf: (segment: number) => bytesOf(segment).length,
    read: (segment: number) => textOf(bytesOf(segment)),
    readStart: (segment: number, bytes: number) => textOf(bytesOf(segment).subarray(0, bytes)),
  };
  const textOf = async (part: Buffer) => (isCompressed ? unpackMember(part) : part);
  const offsets = () => (isCompressed ? findMembers : findHeaders)(source.bytes).offsets;
  const bytesOf = (segment: number) => {
    const all = offsets();
    return source.bytes.subarray(all[segment], all[segment + 1]);
  };
  return source;
}
