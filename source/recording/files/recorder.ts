import {errnoOf} from '../../host/io/reader.js';
import {whyNot} from '../../host/io/replaceFile.js';
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
  /** Rejects with a sentence; what was written before is a complete recording. */
  append(recorded: Recorded): Promise<void>;
  finish(): Promise<void>;
  /** Samples and bytes written, in all files. */
  readonly samples: number;
  readonly bytes: number;
};

export type RecorderOptions = {
  /** `-`: standard output. Compressed if it ends in `.gz`. */
  path: string;
  program: string;
  /** The recording is rotated before it grows beyond; absent: one file. */
  maxBytes?: number;
  /** Rotated files to keep. */
  keep: number;
};

/** Samples that may be given up on a full disk, to make room for a proper end. */
const checkpointsKept = 16;
/** Shares of a new file for earlier inspections, uncompressed: gzip leaves a quarter at most. */
const roomForInspections = {plain: 0.25, compressed: 1};
/** Enough for the end of a file. */
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
      throw new Error(openingSentence(path, error));
    }
  }

  async function write(bytes: Buffer, next: Progress): Promise<void> {
    try {
      await output?.append(bytes);
      checkpoints = [...checkpoints.slice(1 - checkpointsKept), next];
    } catch (error) {
      await endAtCheckpoint();
      throw writingError(path, error, before.samples + current().samples);
    }
  }

  /** Truncates the file to the last checkpoint that leaves room for the end, and ends it there. */
  async function endAtCheckpoint(): Promise<void> {
    for (;;) {
      const checkpoint = current();
      try {
        await output?.truncate(checkpoint.bytes);
        if (checkpoint.samples > 0) await output?.append(packEnd(checkpoint));
        // An empty file would only block the next try.
        else await output?.remove();
        break;
      } catch {
        if (checkpoints.length === 1) break;
        checkpoints.pop();
      }
    }
    await close();
  }

  /** The first sample of a rotated file, with earlier inspections as far as there is room. */
  function packFirst(recorded: Recorded, bytes: number): ReturnType<typeof packSample> {
    const {progress} = packSample(noProgress, recorded, packing);
    const share = roomForInspections[packing.compressed ? 'compressed' : 'plain'];
    const earlier = known.newest(recorded, (bytes - progress.bytes) * share);
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
      if (maxBytes !== undefined) known.add(recorded);
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

function openingSentence(path: string, error: unknown): string {
  if (errnoOf(error) === 'EEXIST') {
    return `${path} already exists and was left as it is: choose another name, or move it away.`;
  }
  return `${path} cannot be written: ${whyNot(error)}.`;
}

/** Keeps the code, because EPIPE, a reader that ended, is no failure. */
function writingError(path: string, error: unknown, samples: number): Error {
  const code = errnoOf(error);
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  const name = path === '-' ? 'standard output' : path;
  const why = full ? `the disk is full (${code})` : `${name} could not be written (${code})`;
  const kept =
    samples === 0
      ? 'No sample was written.'
      : `The ${samples === 1 ? 'sample' : `${samples} samples`} before that can be replayed.`;
  return Object.assign(new Error(`recording ended: ${why}. ${kept}`), {code});
}
