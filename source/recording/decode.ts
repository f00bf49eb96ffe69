import type {ProcessSample, Sample} from '../model/sample/sample.js';
import {parseUntrusted} from '../text/untrustedJson.js';
import {DamagedLine, formatVersion, lineStarts, NewerRecording} from './format.js';
import {isObject} from './mergePatch.js';
import {processShape, systemShape} from './shapes/sampleShape.js';

/** Reads the lines of a recording one by one. */
export type Decoder = {
  /**
   * The sample that this line completes; absent: it completes none. Throws a NewerRecording, or a
   * DamagedLine for this line and all that follow it up to the next header. After damaged processes,
   * samples continue without any.
   */
  take(line: string): Sample | undefined;
  /** Whether samples lack their processes because those were damaged. */
  readonly lostProcesses: boolean;
  /** Whether the last line was the end mark of a finished file. */
  readonly ended: boolean;
};

export type DecoderOptions = {
  /** `false`: decode samples without their processes, at a fraction of the cost. */
  withProcesses?: boolean;
};

type System = Omit<Sample, 'processes'>;

/** A decoder for the lines of one segment after another. */
export function createDecoder({withProcesses = true}: DecoderOptions = {}): Decoder {
  let system: System | undefined;
  let processes: readonly ProcessSample[] | undefined;
  let takesProcesses = withProcesses;
  let lostProcesses = false;
  /** Whether all lines since the last header were valid. */
  let sound = false;
  let ended = false;

  function takeProcesses(line: string): void {
    try {
      processes = mergeProcesses(processes, fieldOf(line, 'processes'));
    } catch {
      processes = undefined;
      takesProcesses = false;
      lostProcesses = true;
    }
  }

  function takePatch(line: string): Sample | undefined {
    if (line.startsWith(lineStarts.processes)) {
      if (takesProcesses) takeProcesses(line);
      return undefined;
    }
    if (!line.startsWith(lineStarts.sample)) throw new DamagedLine('a line of unknown kind');
    system = systemShape(system, fieldOf(line, 'sample'));
    return processes ? {...system, processes} : {...system};
  }

  return {
    take(line) {
      const {header, inspection, end} = lineStarts;
      ended = line.startsWith(end);
      if (ended || line.startsWith(inspection)) return undefined;
      if (line.startsWith(header)) {
        checkHeader(line);
        system = undefined;
        processes = undefined;
        takesProcesses = withProcesses;
        sound = true;
        return undefined;
      }
      if (!sound) throw new DamagedLine('a line without its header');
      try {
        return takePatch(line);
      } catch (error) {
        sound = false;
        throw error;
      }
    },
    get lostProcesses() {
      return lostProcesses;
    },
    get ended() {
      return ended;
    },
  };
}

/** Throws a NewerRecording if only a newer ksmtop can read the segment, a DamagedLine if invalid. */
export function checkHeader(line: string): void {
  const header = parse(line);
  const {version, program} = header as {version?: unknown; program?: unknown};
  if (typeof version === 'number' && version > formatVersion) {
    const writer = /^[\w.+-]{1,40}$/.test(String(program)) ? ` ${program}` : '';
    throw new NewerRecording(
      `was recorded by a newer ksmtop${writer}: its format is ${version}, and this ksmtop reads up to ${formatVersion}. Replay it with that version.`,
    );
  }
  if (version !== formatVersion) throw new DamagedLine('a header without a version');
}

function fieldOf(line: string, name: 'processes' | 'sample'): unknown {
  return (parse(line) as Readonly<Record<string, unknown>>)[name];
}

function parse(line: string): object {
  let value: unknown;
  try {
    value = parseUntrusted(line);
  } catch {
    throw new DamagedLine('not JSON');
  }
  if (!isObject(value)) throw new DamagedLine('not a JSON object');
  return value;
}

/** Applies the changes of a line, by pid; the list stays sorted by it. */
function mergeProcesses(
  before: readonly ProcessSample[] | undefined,
  patch: unknown,
): readonly ProcessSample[] | undefined {
  if (patch === null) return undefined;
  if (!isObject(patch)) throw new DamagedLine('processes are not an object');
  const changes = new Map(Object.entries(patch).map(([pid, change]) => [Number(pid), change]));
  const after: ProcessSample[] = [];
  for (const process of before ?? []) {
    const change = changes.get(process.pid);
    changes.delete(process.pid);
    if (change === undefined) after.push(process);
    else if (change !== null) after.push(mergeProcess(process, process.pid, change));
  }
  for (const [pid, change] of changes) after.push(mergeProcess(undefined, pid, change));
  return changes.size > 0 ? after.sort((a, b) => a.pid - b.pid) : after;
}

function mergeProcess(before: ProcessSample | undefined, pid: number, change: unknown) {
  const process = processShape(before, change);
  if (process.pid !== pid) throw new DamagedLine(`process ${pid} calls itself ${process.pid}`);
  return process;
}
