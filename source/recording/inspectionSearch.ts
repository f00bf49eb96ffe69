import type {Inspection} from '../model/sample/inspection.js';
import type {ProcessName} from '../model/sample/sample.js';
import {parseUntrusted} from '../text/untrustedJson.js';
import {inspectionStart} from './encode.js';
import {lineStarts} from './format.js';
import type {RecordingIndex} from './recordingIndex.js';
import {readSegment, type SegmentSource} from './segments/segmentSource.js';
import {inspectionShape} from './shapes/inspectionShape.js';

/** Inspections are repeated every few minutes; one further back would be too old. */
const longestWayMs = 30 * 60_000;
const newline = 10;
const sampleStart = Buffer.from(lineStarts.sample);

/**
 * The last inspection of a process before a sample, else the first one soon after it; absent: the
 * recording has none nearby.
 */
export async function findInspection(
  source: SegmentSource,
  {segments, times}: Pick<RecordingIndex, 'segments' | 'times'>,
  number: number,
  process: ProcessName,
): Promise<Inspection | undefined> {
  const start = inspectionStart(process);
  if (start === undefined) return undefined;
  const mark = Buffer.from(start);
  const here = segments.findLastIndex(({first}) => first <= number);
  const bytes = await readSegment(source, here);
  if (!bytes) return undefined;
  const end = endOfSample(bytes, number - (segments[here]?.first ?? 0));
  const found = lastIn(bytes.subarray(0, end), mark);
  if (found) return found;
  for (let index = here - 1; index >= 0; index--) {
    const before = await readSegment(source, index);
    const earlier = before && lastIn(before, mark);
    if (earlier) return earlier;
    const wayMs = (times[number] ?? 0) - (times[segments[index]?.first ?? 0] ?? 0);
    if (wayMs > longestWayMs) break;
  }
  return inspectionAt(bytes, bytes.indexOf(mark, end));
}

/** Index of the sample line that is `samples` after the first one. */
function endOfSample(bytes: Buffer, samples: number): number {
  let start = bytes.indexOf(sampleStart);
  for (let passed = 0; passed < samples && start >= 0; passed++) {
    start = bytes.indexOf(sampleStart, start + sampleStart.length);
  }
  return start < 0 ? bytes.length : start;
}

function lastIn(bytes: Buffer, mark: Buffer): Inspection | undefined {
  return inspectionAt(bytes, bytes.lastIndexOf(mark));
}

/** The inspection in the line that begins here; absent: there is none, or it is invalid. */
function inspectionAt(bytes: Buffer, start: number): Inspection | undefined {
  if (start < 0 || (start > 0 && bytes[start - 1] !== newline)) return undefined;
  const end = bytes.indexOf(newline, start);
  if (end < 0) return undefined;
  try {
    const line = parseUntrusted(bytes.toString('latin1', start, end)) as {inspection: unknown};
    return inspectionShape(undefined, line.inspection);
  } catch {
    return undefined;
  }
}
