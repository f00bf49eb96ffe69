import {Box, useWindowSize} from 'ink';
import {useState, useSyncExternalStore} from 'react';
import type {Connection} from '../../host/connection.js';
import type {Host} from '../../host/host.js';
import type {Model} from '../../model/model.js';
import type {ReadSurroundings} from '../../model/sample/surroundings.js';
import type {Estimating} from '../../session/estimating.js';
import type {Feed} from '../../session/feed.js';
import type {Mapping} from '../../session/mapping.js';
import type {OptingIn} from '../../session/optIn/optingIn.js';
import {stepInterval} from '../../session/samplingRate.js';
import type {Trialling} from '../../session/trial/trialling.js';
import type {Tuning} from '../../session/tuning.js';
import {showUntrusted} from '../../text/untrusted.js';
import {Line, paintLine} from '../draw/line.js';
import {useTheme} from '../draw/theme.js';
import {findKey} from '../keys/keyTable.js';
import {ProgramKeys} from '../keys/programKeys.js';
import {KeyRouterProvider, useKeyRouter, useKeys} from '../keys/useKeys.js';
import type {UserScreen} from '../settings/userScreen.js';
import {FrameView} from './frame.js';
import type {Boot} from './frameContext.js';
import {fitsScreen, TooSmall} from './tooSmall.js';

export type AppProps = {
  feed: Feed;
  tuning: Tuning;
  user: UserScreen;
  inspect: Host['inspect'];
  surroundings?: ReadSurroundings | undefined;
  boot?: Boot;
  /** Absent: not possible. */
  estimating?: Estimating | undefined;
  /** Absent: not possible. */
  mapping?: Mapping | undefined;
  /** Absent: not possible. */
  optingIn?: OptingIn | undefined;
  trialling?: Trialling | undefined;
  intervalSeconds: number;
  /** `true`: --read-only; a text: another reason why nothing may be written. */
  readOnly: boolean | string;
};

type HostScreenProps = AppProps & {
  /** Goes back to the fleet; absent: there is none. */
  closeHost?: () => void;
};

/** The live screen of one host, with its keyboard. */
export function App(props: AppProps) {
  const router = useKeyRouter();
  return (
    <KeyRouterProvider value={router}>
      <ProgramKeys />
      <HostScreen {...props} />
    </KeyRouterProvider>
  );
}

function waitingText(connection: Connection | undefined): string {
  return connection ? `Reading ${showUntrusted(connection.destination)} …` : 'Reading this host …';
}

/** The screen of one host, exactly as large as the terminal, so that nothing scrolls. */
export function HostScreen({
  feed,
  tuning,
  user,
  inspect,
  surroundings,
  boot,
  estimating,
  mapping,
  optingIn,
  trialling,
  intervalSeconds,
  readOnly,
  closeHost,
}: HostScreenProps) {
  const {columns, rows} = useWindowSize();
  const state = useSyncExternalStore(feed.subscribe, feed.getState);
  const [pausedModel, setPausedModel] = useState<Model>();
  const [interval, setInterval] = useState(intervalSeconds);
  const model = pausedModel ?? state.model;
  const changeInterval = (step: 1 | -1) => {
    const seconds = stepInterval(interval, step);
    setInterval(seconds);
    feed.setInterval(seconds);
  };
  const screenActions = {
    pause: () => setPausedModel(pausedModel ? undefined : state.model),
    slower: () => changeInterval(1),
    faster: () => changeInterval(-1),
    sampleNow: feed.sampleNow,
  };
  const large = fitsScreen(columns, rows);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {model ? (
        <FrameView
          model={model}
          error={state.error}
          connection={state.connection}
          tuning={tuning}
          user={user}
          inspect={inspect}
          surroundings={surroundings}
          boot={boot}
          estimating={estimating}
          mapping={mapping}
          optingIn={optingIn}
          trialling={trialling}
          screenActions={screenActions}
          readOnly={readOnly === true ? '--read-only' : readOnly || undefined}
          paused={pausedModel !== undefined}
          intervalSeconds={interval}
          actualIntervalSeconds={state.actualIntervalSeconds}
          width={columns}
          height={rows}
          visible={large}
          closeHost={closeHost}
        />
      ) : (
        <Waiting
          text={state.error ?? waitingText(state.connection)}
          width={columns}
          closeHost={closeHost}
        />
      )}
      {large ? null : <TooSmall columns={columns} rows={rows} />}
    </Box>
  );
}

type WaitingProps = {text: string; width: number; closeHost: (() => void) | undefined};

/** What is shown until the first sample succeeds. */
function Waiting({text, width, closeHost}: WaitingProps) {
  const theme = useTheme();
  useKeys('screen', (key) => {
    if (findKey(key)?.action !== 'back' || !closeHost) return false;
    closeHost();
    return true;
  });
  return <Line text={paintLine(theme, [showUntrusted(text)], width)} />;
}
