import {hostname} from 'node:os';
import {createRecordedHost} from '../recording/files/recordedHost.js';
import {themeOf} from '../screen/draw/theme.js';
import {Replay, type ReplayParts} from '../screen/frame/replayApp.js';
import {show} from '../screen/frame/show.js';
import {createReplayFeed, type ReplayFeed, type ReplaySource} from '../session/replayFeed.js';
import {createTuning} from '../session/tuning.js';
import type {CommandLine} from './options/command.js';
import {readSettings, screenOf, wantsMouse} from './settings/userSettings.js';

type ShowReplayOptions = {
  keyboard?: NodeJS.ReadStream;
  /** Called once the first sample is there; what is shown besides the recording. */
  begin?: (feed: ReplayFeed) => ReplayParts;
};

/** Shows a recording, of which a first sample was found, until the user quits. */
export async function showReplay(
  {options}: CommandLine,
  source: Omit<ReplaySource, 'thisHost'>,
  {keyboard, begin}: ShowReplayOptions = {},
): Promise<void> {
  const {timeline} = source;
  const feed = createReplayFeed({...source, thisHost: hostname()});
  await feed.started;
  const host = createRecordedHost({
    present: () => feed.getState().model?.sample,
    inspectionOf: (process) => timeline.inspectionAt(feed.getState().place.number, process),
  });
  const settings = await readSettings();
  const theme = themeOf(process.env, options.color !== false, settings.values.theme);
  await show(
    <Replay
      feed={feed}
      tuning={createTuning(host, feed)}
      inspect={host.inspect}
      user={screenOf(settings, options)}
      parts={begin?.(feed)}
    />,
    theme,
    {...(keyboard && {keyboard}), mouse: wantsMouse(options, settings)},
  );
  feed.stop();
}
