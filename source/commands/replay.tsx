import {openSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {isatty, ReadStream} from 'node:tty';
import {createRecordedHost} from '../recording/files/recordedHost.js';
import {openRecording, type RecordingReader} from '../recording/files/recordingReader.js';
import {NewerRecording} from '../recording/format.js';
import {createTimeline, type Timeline} from '../recording/timeline.js';
import {themeOf} from '../screen/draw/theme.js';
import {Replay} from '../screen/frame/replayApp.js';
import {show} from '../screen/frame/show.js';
import {createReplayFeed, type Ending} from '../session/replayFeed.js';
import {createTuning} from '../session/tuning.js';
import type {CommandLine} from './support/command.js';
import {complain} from './support/complain.js';
import {collectEarly} from './support/smallHeap.js';
import {UsageError} from './support/usageError.js';

/** The live screen over a recording. */
export async function replay({words, options}: CommandLine): Promise<number> {
  const [path, ...more] = words;
  if (path === undefined || more.length > 0) {
    throw new UsageError('replay takes the name of one file, or - for standard input.');
  }
  if (!isatty(1)) throw new UsageError('replay needs a terminal to draw on.');
  collectEarly();
  const keyboard = keyboardBeside(path);
  const reader = await openRecording(path);
  const timeline = createTimeline(reader);
  await findFirstSample(reader, timeline, path === '-' ? 'standard input' : path);
  const {refresh} = reader;
  const feed = createReplayFeed({timeline, refresh, ending: () => endingOf(reader, timeline)});
  await feed.started;
  const host = createRecordedHost({
    present: () => feed.getState().model?.sample,
    inspectionOf: (process) => timeline.inspectionAt(feed.getState().place.number, process),
  });
  const theme = themeOf(process.env, options.color !== false);
  const tuning = createTuning(host, feed);
  await show(<Replay feed={feed} tuning={tuning} inspect={host.inspect} />, theme, {keyboard});
  feed.stop();
  const {problem} = reader;
  await reader.close();
  // A pipe that is still open, or a terminal opened anew, would hold the end up.
  process.stdin.destroy();
  keyboard.destroy();
  if (problem !== undefined) complain(`only a part was shown: ${problem}`);
  const status = problem === undefined ? 0 : 1;
  // Bun reads a terminal that was opened anew in a thread, and would wait for one more key.
  if (keyboard !== process.stdin) process.exit(status);
  return status;
}

/** Where keys come from: the terminal itself when standard input is the recording. */
function keyboardBeside(path: string): NodeJS.ReadStream {
  if (path !== '-') {
    if (isatty(0)) return process.stdin;
    throw new UsageError('replay needs a terminal as its input; - reads a recording from there.');
  }
  if (isatty(0)) {
    throw new UsageError(
      'replay - reads a recording from a pipe, as in `ssh host ksmtop record - | ksmtop replay -`, not from a terminal.',
    );
  }
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    throw new UsageError('replay needs a terminal for its keys.');
  }
}

/** Goes on until there is a sample to show. Throws a sentence when there is none. */
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
  if (reader.problem !== undefined) throw new Error(`${name} cannot be read: ${reader.problem}`);
  throw new Error(
    reader.count === 0
      ? `${name} is no recording of ksmtop.`
      : `${name} holds no sample that can be read.`,
  );
}

/** A file that has not grown for so long, or for some samples, is no more written to. */
const quietMs = 5000;
const quietSamples = 3;

function endingOf(reader: RecordingReader, {times, ended}: Timeline): Ending {
  if (reader.open) return 'growing';
  if (ended) return 'whole';
  const intervalMs = (times.at(-1) ?? 0) - (times.at(-2) ?? times.at(-1) ?? 0);
  return reader.quietMs < Math.max(quietMs, quietSamples * intervalMs) ? 'growing' : 'cut';
}
