import {isatty} from 'node:tty';
import {type DemoRecording, demoRecording} from '../recording/demo/demoRecording.js';
import {sampleAt} from '../recording/playback.js';
import {createTimeline} from '../recording/timeline.js';
import {noMapping} from '../session/mapping.js';
import {createRecordedEstimating} from '../session/recordedEstimating.js';
import type {CommandLine} from './options/command.js';
import {UsageError} from './options/usageError.js';
import {collectEarly, keepHeapSmall} from './running/smallHeap.js';
import {showReplay} from './showReplay.js';

/** Plays the recording that comes with ksmtop, with captions. */
export async function demo(line: CommandLine): Promise<number> {
  if (line.words.length > 0) throw new UsageError('demo takes no arguments.');
  if (!isatty(0) || !isatty(1)) throw new UsageError('demo needs a terminal.');
  keepHeapSmall();
  collectEarly();
  const {source, scenes, estimate} = demoRecording();
  const timeline = createTimeline(source);
  while (await timeline.extend());
  const model = await timeline.modelAt(sampleAt(timeline.times, estimate.endMs));
  await showReplay(
    line,
    {timeline, refresh: async () => {}, ending: () => 'whole'},
    {
      begin(feed) {
        // Twice as fast: about a minute.
        feed.changeSpeed(1);
        feed.playOrPause();
        return {
          estimating: createRecordedEstimating(feed, {...estimate, model}),
          mapping: noMapping('the demo holds none'),
          captionAt: (timeMs) => captionOf(scenes, timeMs),
        };
      },
    },
  );
  return 0;
}

function captionOf(scenes: DemoRecording['scenes'], timeMs: number): string {
  const scene = scenes.findLast((each) => each.timeMs <= timeMs) ?? scenes[0];
  return `DEMO (q quits): ${scene?.text ?? ''}`;
}
