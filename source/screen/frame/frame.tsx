import {Box} from 'ink';
import {useMemo, useState, useSyncExternalStore} from 'react';
import {withCrossings} from '../../model/map/withCrossings.js';
import type {Model} from '../../model/model.js';
import {readOnlyReason} from '../../session/readOnly.js';
import {pendingWrites} from '../../session/tuningState.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {ListState} from '../draw/list/list.js';
import {KeyBar} from '../keys/keyBar.js';
import {type Action, findKey} from '../keys/keyTable.js';
import {tuningActions} from '../keys/tuningActions.js';
import {useKeys} from '../keys/useKeys.js';
import {viewActions} from '../keys/viewActions.js';
import {useMouseSwitch} from '../mouse/mouseSwitch.js';
import {useZones} from '../mouse/useZones.js';
import {wheelZone} from '../mouse/wheelZone.js';
import {settingsOf} from '../settings/viewSettings.js';
import {openMap} from '../views/map/openMap.js';
import {isTriable, offersStart} from '../views/optIn/optInPanelLines.js';
import {trialStatus} from '../views/trial/trialStatus.js';
import {viewEntry} from '../views/viewTable.js';
import {type Frame, FrameProvider, type View} from './frameContext.js';
import {frameLayout} from './frameLayout.js';
import type {FrameProps} from './frameProps.js';
import {Bottom, bottomHeight, keysWithPrompt} from './lower/bottom.js';
import {unusedText} from './lower/statusLine.js';
import {summary} from './lower/summary.js';
import {usePrompt} from './lower/usePrompt.js';
import {useRemark} from './lower/useRemark.js';
import {UpperPart} from './upper/upperPart.js';
import {useRuns} from './useRuns.js';
import {keysOfView, leavesKeysToReplay} from './viewKeys.js';
import {withView} from './viewStack.js';

/** Header, trends or chart, the topmost view, and the two lines at the bottom. */
export function FrameView(props: FrameProps) {
  const {error, tuning, paused, intervalSeconds, replay, closeHost, width, height, visible} = props;
  const {runs, phases, report, optIn} = useRuns(props);
  const model = useMemo(() => withCrossings(props.model, report), [props.model, report]);
  const tuningState = useSyncExternalStore(tuning.subscribe, tuning.getState);
  const pending = pendingWrites(tuningState);
  const [views, setViews] = useState<readonly View[]>([{name: 'containers'}]);
  const [lists, setLists] = useState<Readonly<Record<string, ListState>>>({});
  const {viewStore, save, notice} = props.user;
  const {chart} = useSyncExternalStore(viewStore.subscribe, viewStore.getState);
  const {prompt, closePrompt, ask, edit} = usePrompt(() =>
    tuning.say(
      false,
      'Nothing was changed, because another question was open. Press the key again.',
    ),
  );
  const {message, say} = useRemark(notice, tuningState.message, prompt !== undefined);
  const switchMouse = useMouseSwitch(viewStore, say);
  const view = views.at(-1) ?? {name: 'containers'};
  const entry = viewEntry(view);
  const {Component} = entry;
  const recorded = replay !== undefined;
  const caption = replay?.caption;
  const layout = frameLayout({
    height,
    lowerLines: bottomHeight({prompt, pending, message, error, caption, width}),
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
    open: (next) => setViews((open) => withView(open, next)),
    back() {
      if (views.length > 1) setViews((open) => open.slice(0, -1));
      else if (closeHost) closeHost();
      else say('This is the first level; q quits.');
    },
    ask,
    edit,
    remark: say,
    view: viewStore,
    listState: (list) => lists[list] ?? noChoice,
    setListState: (list, state) => setLists((all) => ({...all, [list]: state})),
    openSortMenu: (menu) => frame.open({name: 'sortMenu', menu}),
  };
  const actions: Partial<Record<Action, () => void>> = {
    ...props.screenActions,
    ...tuningActions(frame),
    ...viewActions(frame, entry.listKind),
    saveView() {
      // A fleet has an interval of its own.
      const interval = closeHost ? undefined : intervalSeconds;
      void save(settingsOf(viewStore.getState(), interval)).then(say);
    },
    mouse: switchMouse,
    copy: () => say('There is nothing to copy here.'),
    map: () => openMap(frame),
    presets() {
      if (view.name !== 'tune') frame.open({name: 'tune'});
      frame.open({name: 'presets'});
    },
    back: frame.back,
  };
  const viewArea = {top: frame.top, height: frame.height, width};
  useZones('view', visible ? [wheelZone(view.name, viewArea, entry.keys)] : []);
  useKeys(
    'replay',
    (key) => visible && leavesKeysToReplay(view) && (replay?.takeKey(key, frame) ?? false),
  );
  useKeys('screen', (key) => {
    const action = findKey(key)?.action;
    const act = visible && action ? actions[action] : undefined;
    act?.();
    return act !== undefined;
  });
  useKeys('unused', (key) => {
    if (visible) say(unusedText(key));
    return true;
  });

  if (!visible) return null;
  const body = (
    <FrameProvider value={frame}>
      <Box flexDirection="column" height={frame.height} width={width} overflow="hidden">
        <Component view={view} />
      </Box>
    </FrameProvider>
  );
  const bottom = (
    <>
      <Bottom
        prompt={prompt}
        closePrompt={closePrompt}
        pending={pending}
        message={message}
        error={error}
        caption={caption}
        idle={(view.name === 'trial' ? undefined : trialStatus(model)) ?? summary(model)}
        width={width}
      />
      <KeyBar
        keys={keysWithPrompt(prompt, keysAt(views.length - 1))}
        width={width}
        line={height - 1}
        readOnly={frame.readOnlyReason !== undefined}
      />
    </>
  );
  return (
    <>
      <UpperPart
        model={model}
        session={{
          paused,
          connection: props.connection,
          ageSeconds: error === undefined || replay ? undefined : ageOf(model),
          intervalSeconds,
          actualIntervalSeconds: props.actualIntervalSeconds,
          readOnlyReason: frame.readOnlyReason,
          replay: replay?.place,
        }}
        chart={chart}
        layout={layout}
        width={width}
        remark={say}
      />
      {body}
      {bottom}
    </>
  );
}

const noChoice: ListState = {filter: ''};

function ageOf({sample}: Model): number {
  return Math.max(0, Math.round((Date.now() - sample.timeMs) / 1000));
}
