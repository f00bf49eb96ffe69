import {errnoOf} from '../../host/io/reader.js';
import {
  noProgress,
  type Packing,
  type Progress,
  packEnd,
  packSample,
  type Recorded,
} from '../progress.js';
import {createKnownInspections} from './knownInspections.js';
import {isRecordingThere, rotateRecordings, Unusable} from './recordingFiles.js';
import {openRecordingFile, type RecordingOutput, standardOutput} from './recordingOutput.js';

/** Writes samples as a recording. */
export type Recorder = {
  /** Rejects with a sentence; what was written up to then is a finished recording. */
  append(recorded: Recorded): Promise<void>;
  finish(): Promise<void>;
  /** Samples that are written, and bytes, in all files. */
  readonly samples: number;
  readonly bytes: number;
};

export type RecorderOptions = {
  /** `-`: standard output. Compressed when it ends in `.gz`. */
  path: string;
  program: string;
  /** A file that would grow beyond is put aside, and another begun; absent: one file. */
  maxBytes?: number;
  /** How many old files stay. */
  keep: number;
};

/** Samples that may be given up on a full disk, to make room for a proper end. */
const checkpointsKept = 16;
/** Most of a file is for what comes; of text, gzip leaves a quarter at most. */
const roomForInspections = {plain: 0.25, compressed: 1};
/** More than the end of a file needs. */
const endBytes = 128;

export function createRecorder({path, program, maxBytes, keep}: RecorderOptions): Recorder {
  const packing: Packing = {compressed: path.endsWith('.gz'), program};
  let output: RecordingOutput | undefined;
  /** How far this file had come after its last samples; the newest last. */
  let checkpoints: Progress[] = [noProgress];
  const before = {samples: 0, bytes: 0};
  const known = createKnownInspections();

  const current = () => checkpoints.at(-1) ?? noProgress;

  async function openOutput(): Promise<RecordingOutput> {
    if (path === '-') return standardOutput();
    try {
      await isRecordingThere(path);
      if (maxBytes !== undefined) await rotateRecordings(path, keep);
      return await openRecordingFile(path);
    } catch (error) {
      if (error instanceof Unusable) throw error;
      throw new Error(openingSentence(path, errnoOf(error)));
    }
  }

  async function write(bytes: Buffer, next: Progress): Promise<void> {
    try {
      await output?.append(bytes);
      checkpoints = [...checkpoints.slice(1 - checkpointsKept), next];
    } catch (error) {
      await retreat();
      throw writingError(path, error, before.samples + current().samples);
    }
  }

  /** Ends the file behind the last sample that leaves room for the end. */
  async function retreat(): Promise<void> {
    for (;;) {
      const checkpoint = current();
      try {
        await output?.truncate(checkpoint.bytes);
        if (checkpoint.samples > 0) await output?.append(packEnd(checkpoint));
        // In the way of the next try it would be of no use to anybody.
        else await output?.remove();
        break;
      } catch {
        if (checkpoints.length === 1) break;
        checkpoints.pop();
      }
    }
    await close();
  }

  /** The first sample of another file, with what was read of processes before, if there is room. */
  function packFirst(recorded: Recorded, bytes: number): ReturnType<typeof packSample> {
    const {progress} = packSample(noProgress, recorded, packing);
    const share = roomForInspections[packing.compressed ? 'compressed' : 'plain'];
    const earlier = known.within(recorded, (bytes - progress.bytes) * share);
    const inspections = [...earlier, ...(recorded.inspections ?? [])];
    return packSample(noProgress, {...recorded, inspections}, packing);
  }

  async function close(): Promise<void> {
    await output?.close();
    output = undefined;
  }

  async function finish(): Promise<void> {
    if (!output) return;
    const last = current();
    const end = packEnd(last);
    await write(end, {...last, bytes: last.bytes + end.length});
    await close();
  }

  return {
    async append(recorded) {
      let next = packSample(current(), recorded, packing);
      const isFull = maxBytes !== undefined && next.progress.bytes + endBytes > maxBytes;
      if (isFull && current().samples > 0) {
        await finish();
        before.samples += current().samples;
        before.bytes += current().bytes;
        checkpoints = [noProgress];
        next = packFirst(recorded, maxBytes);
      }
      if (maxBytes !== undefined) known.take(recorded);
      output ??= await openOutput();
      await write(next.bytes, next.progress);
    },
    finish,
    get samples() {
      return before.samples + current().samples;
    },
    get bytes() {
      return before.bytes + current().bytes;
    },
  };
}

function openingSentence(path: string, errno: string): string {
  if (errno === 'EEXIST') {
    return `${path} already exists and was left as it is: choose another name, or move it away.`;
  }
  return `${path} cannot be written (${errno}): choose a file in a directory that you may write to.`;
}

/** Keeps the code, for a reader at the end of a pipe that went away is no failure. */
function writingError(path: string, error: unknown, samples: number): Error {
  const code = errnoOf(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const name = path === '-' ? 'standard output' : path;
  const why = full ? `the disk is full (${code})` : `${name} could not be written (${code})`;
  const kept =
    samples === 0
      ? 'No sample was written.'
      : `It holds ${samples} ${samples === 1 ? 'sample' : 'samples'} and can be replayed.`;
  return Object.assign(new Error(`recording ended: ${why}. ${kept}`), {code});
}
