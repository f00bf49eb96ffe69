import type {Inspection} from '../model/sample/inspection.js';
import type {ProcessName, ProcessSample, Sample} from '../model/sample/sample.js';
import {formatVersion, lineStarts} from './format.js';
import {type MergePatch, mergePatch} from './mergePatch.js';

/** The line that begins a segment. */
export function encodeHeader({timeMs, host}: Sample, program: string): string {
  const {uptimeSeconds, userNames, ...facts} = host;
  const about = {version: formatVersion, timeMs, program, host: facts};
  return `${lineStarts.header}${ascii(JSON.stringify(about)).slice(1)}\n`;
}

/** What is new in a sample; after a header all of it is. */
export function encodeSample(previous: Sample | undefined, sample: Sample): string {
  const {processes: processesBefore, ...before} = previous ?? {};
  const {processes, ...system} = sample;
  const changes = processChanges(processesBefore, processes);
  return (
    (changes === undefined ? '' : line('processes', changes)) +
    line('sample', mergePatch(before, system) ?? {})
  );
}

/** What was read of one process; its place in the recording says up to when. */
export function encodeInspection({pid, startTicks, ...facts}: Inspection): string {
  return line('inspection', {pid, startTicks, ...facts});
}

/** What the line of such an inspection begins with; absent: of such a process there is none. */
export function inspectionStart({pid, startTicks}: ProcessName): string | undefined {
  if (startTicks === undefined) return undefined;
  return `${lineStarts.inspection}{"pid":${pid},"startTicks":${startTicks},`;
}

/** The last line of a file that holds so many samples. */
export function encodeEnd(samples: number): string {
  return line('end', {samples});
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

function line(kind: 'processes' | 'inspection' | 'sample' | 'end', value: unknown): string {
  return `${lineStarts[kind]}${ascii(JSON.stringify(value))}}\n`;
}

/** Names from containers may hold what steers a terminal; escaped, a recording can be looked at. */
function ascii(json: string): string {
  return json.replace(
    /[\u007f-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
