import {Box, useWindowSize} from 'ink';
import {useSyncExternalStore} from 'react';
import type {Host} from '../../host/host.js';
import {type Estimating, noEstimating} from '../../session/estimating.js';
import {type Mapping, noMapping} from '../../session/mapping.js';
import {noOptingIn} from '../../session/optIn/optingIn.js';
import type {ReplayFeed} from '../../session/replayFeed.js';
import {parseReplayTime, replayTimeHint} from '../../session/replayTime.js';
import {noTrialling} from '../../session/trial/trialling.js';
import type {Tuning} from '../../session/tuning.js';
import {quoted} from '../../text/quoted.js';
import {Line, paintLine} from '../draw/line.js';
import {useTheme} from '../draw/theme.js';
import {ProgramKeys} from '../keys/programKeys.js';
import {findReplayAction, type ReplayAction} from '../keys/replayKeys.js';
import {KeyRouterProvider, useKeyRouter} from '../keys/useKeys.js';
import type {UserScreen} from '../settings/userScreen.js';
import {FrameView} from './frame.js';
import type {Frame} from './frameContext.js';
import {fitsScreen, TooSmall} from './tooSmall.js';

type ReplayProps = {
  feed: ReplayFeed;
  tuning: Tuning;
  inspect: Host['inspect'];
  user: UserScreen;
  parts?: ReplayParts | undefined;
};

/** What a replay shows besides the recording. */
export type ReplayParts = {
  estimating?: Estimating | undefined;
  mapping?: Mapping | undefined;
  /** What happens at this time, in a sentence. */
  captionAt?: (timeMs: number) => string;
};

const minuteMs = 60_000;
const noMemory = 'a recording holds no memory';
const noEstimate = noEstimating(`${noMemory}; replay --estimate FILE shows one`);
const noMap = noMapping(`${noMemory}; replay --map FILE shows one`);
const unchangeable = 'a recording cannot be changed';
const noOptIn = noOptingIn(unchangeable);
const noTrial = noTrialling(unchangeable);

/** The screen of a host from a recording, with keys to move in time. */
export function Replay({feed, tuning, inspect, user, parts = {}}: ReplayProps) {
  const {columns, rows} = useWindowSize();
  const theme = useTheme();
  const router = useKeyRouter();
  const {model, error, place} = useSyncExternalStore(feed.subscribe, feed.getState);
  const askForTime = (frame: Frame) =>
    frame.edit({
      label: 'time',
      text: '',
      hint: replayTimeHint,
      onDone(text) {
        const {startMs, timeMs: shownMs, endMs} = place;
        const timeMs = parseReplayTime(text, {startMs, shownMs, endMs});
        if (timeMs !== undefined) feed.goTo(timeMs);
        else if (text) tuning.say(false, `${quoted(text)} is not a time: ${replayTimeHint}.`);
      },
    });
  const actions: Record<ReplayAction, (frame: Frame) => void> = {
    stepBack: () => feed.step(-1),
    stepOn: () => feed.step(1),
    minuteBack: () => feed.skip(-minuteMs),
    minuteOn: () => feed.skip(minuteMs),
    play: feed.playOrPause,
    goTo: askForTime,
    speedUp: () => feed.changeSpeed(1),
    speedDown: () => feed.changeSpeed(-1),
  };
  const takeKey = (key: string, frame: Frame) => {
    const action = findReplayAction(key);
    if (action) actions[action](frame);
    return action !== undefined;
  };
  const large = fitsScreen(columns, rows);
  return (
    <KeyRouterProvider value={router}>
      <ProgramKeys />
      <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
        {model ? (
          <FrameView
            model={model}
            error={error}
            tuning={tuning}
            user={user}
            inspect={inspect}
            estimating={parts.estimating ?? noEstimate}
            mapping={parts.mapping ?? noMap}
            optingIn={noOptIn}
            trialling={noTrial}
            screenActions={{}}
            readOnly={unchangeable}
            paused={!place.playing}
            replay={{place, takeKey, caption: parts.captionAt?.(place.timeMs)}}
            width={columns}
            height={rows}
            visible={large}
          />
        ) : (
          <Line text={paintLine(theme, [error ?? 'Reading the recording …'], columns)} />
        )}
        {large ? null : <TooSmall columns={columns} rows={rows} />}
      </Box>
    </KeyRouterProvider>
  );
}
