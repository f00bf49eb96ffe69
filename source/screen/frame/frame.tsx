import {Box} from 'ink';
import {useMemo, useSyncExternalStore} from 'react';
import {withCrossings} from '../../model/map/withCrossings.js';
import type {Model} from '../../model/model.js';
import {readOnlyReason} from '../../session/readOnly.js';
import {pendingWrites} from '../../session/tuningState.js';
import {showUntrusted} from '../../text/untrusted.js';
import {KeyBar} from '../keys/keyBar.js';
import {useZones} from '../mouse/useZones.js';
import {wheelZone} from '../mouse/wheelZone.js';
import {isTriable, offersStart} from '../views/optIn/optInPanelLines.js';
import {trialStatus} from '../views/trial/trialStatus.js';
import {viewEntry} from '../views/viewTable.js';
import {type Frame, FrameProvider} from './frameContext.js';
import {frameLayout} from './frameLayout.js';
import type {FrameProps} from './frameProps.js';
import {Bottom, bottomHeight, keysWithPrompt} from './lower/bottom.js';
import {summary} from './lower/summary.js';
import {usePrompt} from './lower/usePrompt.js';
import {useRemark} from './lower/useRemark.js';
import {UpperPart} from './upper/upperPart.js';
import {useFrameKeys} from './useFrameKeys.js';
import {useRuns} from './useRuns.js';
import {useViews} from './useViews.js';
import {keysOfView} from './viewKeys.js';

/** Header, trends or chart, the topmost view, and the two lines at the bottom. */
export function FrameView(props: FrameProps) {
  const {error, tuning, replay, closeHost, width, height, visible} = props;
  const recorded = replay !== undefined;
  const {runs, phases, report, optIn} = useRuns(props);
  const model = useMemo(() => withCrossings(props.model, report), [props.model, report]);
  const tuningState = useSyncExternalStore(tuning.subscribe, tuning.getState);
  const {viewStore, notice} = props.user;
  const {chart} = useSyncExternalStore(viewStore.subscribe, viewStore.getState);
  const {prompt, closePrompt, ask, edit} = usePrompt(() =>
    tuning.say(
      false,
      'Nothing was changed, because another question was open. Press the key again.',
    ),
  );
  const {message, say} = useRemark(notice, tuningState.message, prompt !== undefined);
  const {views, view, lists, close, ...openViews} = useViews();
  const entry = viewEntry(view);
  const status = {
    ...{prompt, pending: pendingWrites(tuningState), message, error, width},
    caption: replay?.caption,
  };
  const layout = frameLayout({
    height,
    lowerLines: bottomHeight(status),
    hasChart: chart !== undefined,
    hasTitle: recorded,
    view: entry,
  });
  const keysAt = (index: number) =>
    keysOfView(views, index, {
      lists,
      hasDraft: tuningState.draft !== undefined,
      isMember: closeHost !== undefined,
      recorded,
      canEstimate: runs.estimating.unavailable === undefined,
      canMap: runs.mapping.unavailable === undefined,
      canConfirm: optIn.phase === 'asking' && optIn.hasWork,
      canTry: isTriable(optIn) && runs.trialling.unavailable === undefined,
      canStart: offersStart(optIn, model),
      phases,
    });
  const frame: Frame = {
    model,
    namedHost:
      layout.isCovered && !recorded && model.sample.remote
        ? showUntrusted(model.sample.host.name)
        : undefined,
    width,
    height: layout.viewLines,
    top: layout.viewTop,
    tuning,
    recorded,
    inspect: props.inspect,
    surroundings: props.surroundings,
    boot: props.boot,
    ...runs,
    keys: keysAt(view.name === 'help' ? views.length - 2 : views.length - 1),
    readOnlyReason: readOnlyReason(model.sample, props.readOnly),
    ...openViews,
    back() {
      if (views.length > 1) close();
      else if (closeHost) closeHost();
      else say('This is the first level; q quits.');
    },
    ask,
    edit,
    remark: say,
    view: viewStore,
    openSortMenu: (menu) => frame.open({name: 'sortMenu', menu}),
  };
  useFrameKeys(frame, view, props);
  const viewArea = {top: frame.top, height: frame.height, width};
  useZones('view', visible ? [wheelZone(view.name, viewArea, entry.keys)] : []);

  if (!visible) return null;
  return (
    <>
      <UpperPart
        model={model}
        session={{
          paused: props.paused,
          connection: props.connection,
          ageSeconds: error === undefined || replay ? undefined : ageOf(model),
          intervalSeconds: props.intervalSeconds,
          actualIntervalSeconds: props.actualIntervalSeconds,
          readOnlyReason: frame.readOnlyReason,
          replay: replay?.place,
        }}
        chart={chart}
        layout={layout}
        width={width}
        remark={say}
      />
      <FrameProvider value={frame}>
        <Box flexDirection="column" height={frame.height} width={width} overflow="hidden">
          <entry.Component view={view} />
        </Box>
      </FrameProvider>
      <Bottom
        {...status}
        closePrompt={closePrompt}
        idle={(view.name === 'trial' ? undefined : trialStatus(model)) ?? summary(model)}
      />
      <KeyBar
        keys={keysWithPrompt(prompt, keysAt(views.length - 1))}
        width={width}
        line={height - 1}
        readOnly={frame.readOnlyReason !== undefined}
      />
    </>
  );
}

function ageOf({sample}: Model): number {
  return Math.max(0, Math.round((Date.now() - sample.timeMs) / 1000));
}
