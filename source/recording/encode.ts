import type {Inspection} from '../model/sample/inspection.js';
import type {ProcessName, ProcessSample, Sample} from '../model/sample/sample.js';
import {formatVersion, lineStarts} from './format.js';
import {type MergePatch, mergePatch} from './mergePatch.js';
import type {SegmentSummary} from './segments/segmentSummary.js';

/** The header line of a segment; `before`: what the segment before it holds. */
export function encodeHeader(
  {timeMs, host}: Sample,
  program: string,
  before?: SegmentSummary,
): string {
  const {uptimeSeconds, userNames, ...facts} = host;
  const about = {version: formatVersion, timeMs, program, host: facts, ...(before && {before})};
  return `${lineStarts.header}${ascii(JSON.stringify(about)).slice(1)}\n`;
}

/** The lines of a sample: its changes since the previous one, or all of it after a header. */
export function encodeSample(previous: Sample | undefined, sample: Sample): string {
  const {processes: processesBefore, remote: _, ...before} = previous ?? {};
  // A line to paste must not come from a file of another person.
  const {processes, remote: __, ...system} = sample;
  const changes = processChanges(processesBefore, processes);
  return (
    (changes === undefined ? '' : encodeLine('processes', changes)) +
    encodeLine('sample', mergePatch(before, system) ?? {})
  );
}

/** The line of an inspection of one process. */
export function encodeInspection({pid, startTicks, ...facts}: Inspection): string {
  return encodeLine('inspection', {pid, startTicks, ...facts});
}

/** The beginning of every inspection line of a process; absent: without a start there is none. */
export function inspectionStart({pid, startTicks}: ProcessName): string | undefined {
  if (startTicks === undefined) return undefined;
  return `${lineStarts.inspection}{"pid":${pid},"startTicks":${startTicks},`;
}

/** The end mark of a file with this number of samples. */
export function encodeEnd(samples: number): string {
  return encodeLine('end', {samples});
}

function processChanges(
  before: readonly ProcessSample[] | undefined,
  after: readonly ProcessSample[] | undefined,
): MergePatch | null | undefined {
  if (before === after) return undefined;
  if (!after) return null;
  const gone = new Map(before?.map((process) => [process.pid, process]));
  const changes: MergePatch = {};
  for (const process of after) {
    const change = mergePatch(gone.get(process.pid), process);
    if (change) changes[process.pid] = change;
    gone.delete(process.pid);
  }
  for (const pid of gone.keys()) changes[pid] = null;
  return before && Object.keys(changes).length === 0 ? undefined : changes;
}

function encodeLine(kind: 'processes' | 'inspection' | 'sample' | 'end', value: unknown): string {
  return `${lineStarts[kind]}${ascii(JSON.stringify(value))}}\n`;
}

/** Escapes names from containers, so that a recording can be shown on a terminal. */
function ascii(json: string): string {
  return json.replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
