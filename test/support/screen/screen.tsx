import type {Host} from '../../../source/host/host.js';
import type {Model} from '../../../source/model/model.js';
import type {ProcessOptIn} from '../../../source/model/optIn/processOptIn.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import type {Surroundings} from '../../../source/model/sample/surroundings.js';
import {createTheme, type Theme, ThemeProvider} from '../../../source/screen/draw/theme.js';
import {App} from '../../../source/screen/frame/app.js';
import type {Boot} from '../../../source/screen/frame/frameContext.js';
import type {UserScreen} from '../../../source/screen/settings/userScreen.js';
import {createEstimating} from '../../../source/session/estimating.js';
import {createFeed, type Feed} from '../../../source/session/feed.js';
import {createMapping} from '../../../source/session/mapping.js';
import {createLocalChanger} from '../../../source/session/optIn/localChanger.js';
import {createOptingIn, type OptingIn} from '../../../source/session/optIn/optingIn.js';
import type {Trialling} from '../../../source/session/trial/trialling.js';
import {createTuning} from '../../../source/session/tuning.js';
import {createScriptedHost, type ScriptedHost} from '../hosts/scriptedHost.js';
import {type FakeTerminal, keyCodes, renderOn, settled, withParts} from './inkTerminal.js';
import {usualScreen} from './usualScreen.js';

export type TestScreen = FakeTerminal & {
  host: ScriptedHost;
  /** Shows another sample, as the next tick would; an error: the host failed. */
  show: (sample: Sample | Error) => Promise<void>;
  /** The line above the keys. */
  status: () => string;
  /** The rows of the list, without headings and blank lines. */
  rows: () => readonly string[];
};

type Options = {
  columns?: number;
  rows?: number;
  theme?: Theme;
  readOnly?: boolean;
  boot?: Boot;
  surroundings?: Surroundings;
  estimate?: NonNullable<Host['estimate']>;
  map?: NonNullable<Host['map']>;
  optingIn?: OptingIn;
  trialling?: Trialling;
  optIn?: ProcessOptIn;
  user?: UserScreen;
};

const plain = createTheme('none', true);

/** The whole program on a scripted host; it samples on request. */
export async function startScreen(
  first: Sample | Error,
  {
    columns = 100,
    rows = 30,
    theme = plain,
    readOnly = false,
    boot,
    surroundings,
    estimate,
    map,
    optingIn,
    trialling,
    optIn,
    user = usualScreen(),
  }: Options = {},
): Promise<TestScreen> {
  const host = createScriptedHost(first);
  const feed = createFeed(host, 60);
  const model = () => feed.getState().model;
  const nextModel = async () => model();
  const terminal = renderOn(
    columns,
    rows,
    <ThemeProvider value={theme}>
      <App
        feed={feed}
        tuning={createTuning(host, feed)}
        user={user}
        inspect={host.inspect}
        {...(boot && {boot})}
        mapping={map && createMapping(map, model)}
        estimating={estimate && createEstimating(estimate, model)}
        optingIn={
          optIn
            ? createOptingIn({
                changer: createLocalChanger({optIn, nextModel, ownPids: [process.pid]}),
                model,
              })
            : optingIn
        }
        trialling={trialling}
        surroundings={surroundings && (() => Promise.resolve(surroundings))}
        intervalSeconds={60}
        readOnly={readOnly}
      />
    </ThemeProvider>,
  );
  await settled();
  const parts = {
    host,
    async show(sample: Sample | Error) {
      host.present = sample;
      feed.sampleNow();
      await settled();
    },
    status: () => terminal.lines().at(-2)?.trimEnd() ?? '',
    rows() {
      const lines = terminal.lines();
      const headings = lines.findIndex((line) => /^ CONTAINER /.test(line));
      return (
        lines
          .slice(headings + 1, -2)
          .join('\n')
          // Below them, a large screen has the selected row at length.
          .split(/^── /m, 1)
          .flatMap((text) => text.split('\n'))
          .map((line) => line.trimEnd())
          .filter(Boolean)
      );
    },
  };
  return withParts(terminal, parts, feed.stop);
}

/** The screen with a given model, after some keys; it is drawn once and thrown away. */
export async function drawScreen(
  model: Model,
  {columns, rows, theme = plain}: Required<Pick<Options, 'columns' | 'rows'>> & Options,
  keys: readonly string[] = [],
): Promise<readonly string[]> {
  const state = {model};
  const feed: Feed = {
    started: Promise.resolve(),
    getState: () => state,
    subscribe: () => () => {},
    setInterval() {},
    sampleNow() {},
    stop() {},
  };
  const host = createScriptedHost(model.sample);
  using terminal = renderOn(
    columns,
    rows,
    <ThemeProvider value={theme}>
      <App
        feed={feed}
        tuning={createTuning(host, feed)}
        user={usualScreen()}
        inspect={host.inspect}
        intervalSeconds={1}
        readOnly={false}
      />
    </ThemeProvider>,
  );
  await terminal.press(...keys);
  return terminal.lines();
}

export {keyCodes};
