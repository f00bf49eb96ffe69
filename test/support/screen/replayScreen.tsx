import type {Inspection} from '../../../source/model/sample/inspection.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {createRecordedHost} from '../../../source/recording/files/recordedHost.js';
import {createTimeline} from '../../../source/recording/timeline.js';
import {createTheme, type Theme, ThemeProvider} from '../../../source/screen/draw/theme.js';
import {Replay, type ReplayParts} from '../../../source/screen/frame/replayApp.js';
import {createReplayFeed, type ReplayFeed} from '../../../source/session/replayFeed.js';
import {createTuning} from '../../../source/session/tuning.js';
import {recordingOf, sourceOf} from '../recordings.js';
import {type FakeTerminal, renderOn, settled, withParts} from './inkTerminal.js';
import {usualScreen} from './usualScreen.js';

export type ReplayScreen = FakeTerminal & {
  /** Waits for a screen with this text on it. */
  waitFor: (text: string) => Promise<void>;
};

type Options = {
  thisHost?: string;
  columns?: number;
  rows?: number;
  theme?: Theme;
  inspect?: (number: number) => readonly Inspection[];
  parts?: (feed: ReplayFeed) => ReplayParts;
};

const plain = createTheme('none', true);

/** The replay of these samples, with the recording gone through to its end. */
export async function startReplay(
  samples: readonly Sample[],
  {
    columns = 100,
    rows = 30,
    theme = plain,
    inspect = () => [],
    parts,
    thisHost = 'admin',
  }: Options = {},
): Promise<ReplayScreen> {
  const timeline = createTimeline(sourceOf(recordingOf(samples, {inspect})));
  while (await timeline.extend());
  const feed = createReplayFeed({
    timeline,
    refresh: async () => {},
    ending: () => 'whole',
    thisHost,
  });
  await feed.started;
  const host = createRecordedHost({
    present: () => feed.getState().model?.sample,
    inspectionOf: (process) => timeline.inspectionAt(feed.getState().place.number, process),
  });
  const terminal = renderOn(
    columns,
    rows,
    <ThemeProvider value={theme}>
      <Replay
        feed={feed}
        tuning={createTuning(host, feed)}
        inspect={host.inspect}
        user={usualScreen()}
        parts={parts?.(feed)}
      />
    </ThemeProvider>,
  );
  await settled();
  const waitFor = async (text: string) => {
    const endMs = performance.now() + 15_000;
    while (!terminal.text().includes(text)) {
      if (performance.now() > endMs) throw new Error(`not seen: ${text}\n${terminal.text()}`);
      await settled();
    }
  };
  return withParts(terminal, {waitFor}, feed.stop);
}
