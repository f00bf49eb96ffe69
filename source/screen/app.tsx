import {Box, useApp, useWindowSize} from 'ink';
import {useState, useSyncExternalStore} from 'react';
import type {Model} from '../model/model.js';
import type {Feed} from './feed.js';
import {Line} from './line.js';
import {MainView} from './mainView.js';
import type {Steering} from './steering.js';
import {fitsScreen, TooSmall} from './tooSmall.js';
import {KeyRouterProvider, useKeyRouter} from './useKeys.js';
import {useSuspend} from './useSuspend.js';

export type AppProps = {
  feed: Feed;
  steering: Steering;
  intervalSeconds: number;
  /** Nothing may be written, because the user wished so. */
  readOnly: boolean;
};

/** The whole screen: always exactly as large as the terminal, so that nothing scrolls. */
export function App({feed, steering, intervalSeconds, readOnly}: AppProps) {
  const {exit} = useApp();
  const {columns, rows} = useWindowSize();
  const router = useKeyRouter();
  const {suspend, redraw} = useSuspend();
  const state = useSyncExternalStore(feed.subscribe, feed.getState);
  const [pausedModel, setPausedModel] = useState<Model>();
  const [interval, setInterval] = useState(intervalSeconds);
  const model = pausedModel ?? state.model;
  const screen = {
    quit: exit,
    suspend,
    redraw,
    togglePause: () => setPausedModel(pausedModel ? undefined : state.model),
    setInterval: (seconds: number) => {
      setInterval(seconds);
      feed.setInterval(seconds);
    },
    sampleNow: feed.sampleNow,
  };
  const large = fitsScreen(columns, rows);
  return (
    <KeyRouterProvider value={router}>
      <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
        {model ? (
          <MainView
            model={model}
            error={state.error}
            steering={steering}
            screen={screen}
            readOnly={readOnly}
            paused={pausedModel !== undefined}
            intervalSeconds={interval}
            width={columns}
            height={rows}
            visible={large}
          />
        ) : (
          <Line text={state.error ?? 'Reading this host …'} />
        )}
        {large ? null : <TooSmall columns={columns} rows={rows} />}
      </Box>
    </KeyRouterProvider>
  );
}
