import {Box, useWindowSize} from 'ink';
import {useState, useSyncExternalStore} from 'react';
import type {Host} from '../host/host.js';
import type {Model} from '../model/model.js';
import type {Feed} from './feed.js';
import {FrameView} from './frame.js';
import type {Boot} from './frameContext.js';
import {Line, paintLine} from './line.js';
import {useLook} from './look.js';
import {ProgramKeys} from './programKeys.js';
import type {Steering} from './steering.js';
import {stepInterval} from './steps.js';
import {fitsScreen, TooSmall} from './tooSmall.js';
import {KeyRouterProvider, useKeyRouter} from './useKeys.js';

export type AppProps = {
  feed: Feed;
  steering: Steering;
  inspect: Host['inspect'];
  boot?: Boot;
  intervalSeconds: number;
  /** Nothing may be written, because the user wished so. */
  readOnly: boolean;
};

/** The whole screen: always exactly as large as the terminal, so that nothing scrolls. */
export function App({feed, steering, inspect, boot, intervalSeconds, readOnly}: AppProps) {
  const {columns, rows} = useWindowSize();
  const look = useLook();
  const router = useKeyRouter();
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
    <KeyRouterProvider value={router}>
      <ProgramKeys />
      <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
        {model ? (
          <FrameView
            model={model}
            error={state.error}
            steering={steering}
            inspect={inspect}
            boot={boot}
            screenActions={screenActions}
            readOnly={readOnly ? 'as asked for' : undefined}
            paused={pausedModel !== undefined}
            intervalSeconds={interval}
            width={columns}
            height={rows}
            visible={large}
          />
        ) : (
          <Line text={paintLine(look, [state.error ?? 'Reading this host …'], columns)} />
        )}
        {large ? null : <TooSmall columns={columns} rows={rows} />}
      </Box>
    </KeyRouterProvider>
  );
}
