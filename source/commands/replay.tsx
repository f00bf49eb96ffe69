import {openSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {isatty, ReadStream} from 'node:tty';
import type {Model} from '../model/model.js';
import {openRecording, type RecordingReader} from '../recording/files/recordingReader.js';
import {NewerRecording} from '../recording/format.js';
import {sampleAt} from '../recording/playback.js';
import {createTimeline, type Timeline} from '../recording/timeline.js';
import {createPrintedEstimating, createPrintedMapping} from '../session/recordedEstimating.js';
import type {Ending} from '../session/replayFeed.js';
import type {CommandLine} from './options/command.js';
import {printedEstimate, printedMap} from './options/printedResults.js';
import {UsageError} from './options/usageError.js';
import {complain} from './printing/complain.js';
import {collectEarly, keepHeapSmall} from './running/smallHeap.js';
import {noSampleError} from './sampling/noSampleError.js';
import {showReplay} from './showReplay.js';

/** Shows a recording on the live screen. */
export async function replay(line: CommandLine): Promise<number> {
  const [path, ...more] = line.words;
  if (path === undefined || more.length > 0) {
    throw new UsageError('replay needs one file, or - for standard input.');
  }
  if (!isatty(1)) throw new UsageError('replay needs a terminal as its output.');
  keepHeapSmall();
  collectEarly();
  const keyboard = keyboardFor(path);
  const estimate = await printedEstimate(line);
  const reader = await openRecording(path);
  const timeline = createTimeline(reader);
  await findFirstSample(reader, timeline, path === '-' ? 'standard input' : path);
  const {refresh} = reader;
  const ending = () => endingOf(reader, timeline);
  const {host} = (await timeline.modelAt(0)).sample;
  const map = await printedMap(line, host.pageSizeBytes);
  const model = estimate && (await modelNear(timeline, estimate.timeMs));
  const parts = {
    estimating: estimate && model && createPrintedEstimating(estimate, model),
    mapping: map && createPrintedMapping(map),
  };
  await showReplay(line, {timeline, refresh, ending}, {keyboard, begin: () => parts});
  const {problem} = reader;
  await reader.close();
  // An open pipe or terminal would keep the process alive.
  process.stdin.destroy();
  keyboard.destroy();
  if (problem !== undefined) complain(`only part of the recording was shown: ${problem}`);
  const status = problem === undefined ? 0 : 1;
  // Bun reads /dev/tty in a thread, which would wait for one more key.
  if (keyboard !== process.stdin) process.exit(status);
  return status;
}

/** The source of keys: /dev/tty when standard input is the recording. */
function keyboardFor(path: string): NodeJS.ReadStream {
  if (path !== '-') {
    if (isatty(0)) return process.stdin;
    throw new UsageError(
      'replay needs a terminal as its input; `ksmtop replay -` reads a recording from a pipe.',
    );
  }
  if (isatty(0)) {
    throw new UsageError(
      'replay - reads a recording from a pipe, not from a terminal; for example `ssh host ksmtop record - | ksmtop replay -`.',
    );
  }
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    throw new UsageError('replay needs a terminal for its keys.');
  }
}

/** Waits until there is a sample to show. Rejects when the recording has none. */
async function findFirstSample(reader: RecordingReader, timeline: Timeline, name: string) {
  for (let open = true; open && timeline.times.length === 0; await pause(20)) {
    ({open} = reader);
    await reader.refresh();
    try {
      while (timeline.times.length === 0 && (await timeline.extend()));
    } catch (error) {
      throw error instanceof NewerRecording ? new Error(`${name} ${error.message}`) : error;
    }
  }
  if (timeline.times.length > 0) return;
  await reader.close();
  throw noSampleError(reader, name);
}

/** The model at this time, or as near to it as the recording has been read. */
async function modelNear(timeline: Timeline, timeMs: number): Promise<Model> {
  while ((timeline.times.at(-1) ?? 0) < timeMs && (await timeline.extend()));
  return timeline.modelAt(sampleAt(timeline.times, timeMs));
}

/** A file that has not grown for this long, or this many samples, is no longer being written. */
const quietMs = 5000;
const quietSamples = 3;

function endingOf(reader: RecordingReader, {times, ended}: Timeline): Ending {
  if (reader.open) return 'growing';
  if (ended) return 'whole';
  const intervalMs = (times.at(-1) ?? 0) - (times.at(-2) ?? times.at(-1) ?? 0);
  return reader.quietMs < Math.max(quietMs, quietSamples * intervalMs) ? 'growing' : 'cut';
}
