import type {RecordingReader} from '../../recording/files/recordingReader.js';

/** Why a recording that was read to its end has nothing to show. */
export function noSampleError({problem, count}: RecordingReader, name: string): Error {
  if (problem !== undefined) return new Error(`cannot read ${name}: ${problem}`);
  return new Error(
    count === 0 ? `${name} is not a ksmtop recording.` : `${name} has no readable sample.`,
  );
}
