import {Box, useWindowSize} from 'ink';
import {useMemo, useState, useSyncExternalStore} from 'react';
import {fleetTotals} from '../../model/fleet/fleetModel.js';
import type {Fleet, FleetState} from '../../session/fleet/fleet.js';
import {stepInterval} from '../../session/samplingRate.js';
import {countOf} from '../../text/count.js';
import type {ShownList} from '../draw/list/longList.js';
import {useTheme} from '../draw/theme.js';
import type {ListFrame, SortMenu} from '../frame/frameContext.js';
import {Bottom, bottomHeight, keysWithPrompt} from '../frame/lower/bottom.js';
import {unusedText} from '../frame/lower/statusLine.js';
import {usePrompt} from '../frame/lower/usePrompt.js';
import {fitsScreen, TooSmall} from '../frame/tooSmall.js';
import {HelpPages} from '../help/helpView.js';
import {KeyBar} from '../keys/keyBar.js';
import {type Action, findKey} from '../keys/keyTable.js';
import {useKeys} from '../keys/useKeys.js';
import {useMouseSwitch} from '../mouse/mouseSwitch.js';
import {useZones} from '../mouse/useZones.js';
import {wheelZone} from '../mouse/wheelZone.js';
import type {UserScreen} from '../settings/userScreen.js';
import {settingsOf} from '../settings/viewSettings.js';
import {FleetBody} from './fleetBody.js';
import {type ListedHost, noteOf} from './fleetColumns.js';
import {FleetHeader} from './fleetHeader.js';
import {fleetHelp} from './fleetHelp.js';
import {type FleetAction, findFleetAction, fleetKeyTable, rangeFleetKeyTable} from './fleetKeys.js';
import {type FleetChoice, type FleetPanel, keysOfFleet} from './fleetPanels.js';
import {listHosts} from './listHosts.js';
import {toggleMarks} from './marks.js';
import {useFleetChanges} from './useFleetChanges.js';

type FleetViewProps = {
  fleet: Fleet;
  user: UserScreen;
  choice: FleetChoice;
  choose: (next: Partial<FleetChoice>) => void;
  open: (id: string) => void;
  readOnlyReason: string | undefined;
};

const headerLines = 3;
/** With the key bar. */
const frameLines = headerLines + 1;

/** All hosts of the fleet, one per row. */
export function FleetView({fleet, user, choice, choose, open, readOnlyReason}: FleetViewProps) {
  const {viewStore, save, notice} = user;
  const {columns: width, rows: height} = useWindowSize();
  const theme = useTheme();
  const newest = useSyncExternalStore(fleet.subscribe, fleet.getState);
  const [pausedState, setPausedState] = useState<FleetState>();
  const state = pausedState ?? newest;
  const [selectedId, setSelectedId] = useState<string>();
  const [panel, setPanel] = useState<Exclude<FleetPanel, 'list' | 'sortMenu'>>();
  const [sortMenu, setSortMenu] = useState<SortMenu>();
  const closePanel = () => {
    if (sortMenu) setSortMenu(undefined);
    else setPanel(undefined);
  };
  const {prompt, closePrompt, ask, edit} = usePrompt();
  const {list, marked, intervalSeconds} = choice;
  const results = fleet.changes?.getState().results;
  const hosts = useMemo(() => listHosts(state.rows, marked, results), [state, marked, results]);
  const totals = useMemo(() => fleetTotals(state.rows), [state.rows]);
  const selected = hosts.find(({id}) => id === selectedId);
  const chosen =
    marked.size > 0 ? hosts.filter(({isMarked}) => isMarked) : selected ? [selected] : [];
  const changes = useFleetChanges(fleet.changes, readOnlyReason, {
    ...{ask, edit, isAsking: prompt !== undefined, notice},
  });
  const changeInterval = (step: 1 | -1) => {
    const seconds = stepInterval(intervalSeconds, step);
    choose({intervalSeconds: seconds});
    fleet.setInterval(seconds);
  };
  const actions: Partial<Record<Action, () => void>> = {
    help: () => setPanel('help'),
    pause: () => setPausedState(pausedState ? undefined : newest),
    slower: () => changeInterval(1),
    faster: () => changeInterval(-1),
    sampleNow: fleet.sampleNow,
    columns: () => setPanel('columns'),
    saveView: () => void save(settingsOf(viewStore.getState())).then(changes.remark),
    mouse: useMouseSwitch(viewStore, changes.remark),
    back() {
      if (marked.size > 0) choose({marked: new Set()});
      else changes.remark('This is the first level; q quits.');
    },
  };
  const large = fitsScreen(width, height);
  useKeys('screen', (key) => {
    const act = large ? actions[findKey(key)?.action ?? 'quit'] : undefined;
    act?.();
    return act !== undefined;
  });
  useKeys('unused', (key) => {
    if (large) changes.remark(unusedText(key));
    return true;
  });
  const ids = chosen.map(({id}) => id);
  const onKey = (key: string, row: ListedHost | undefined, shown: ShownList<ListedHost>) => {
    const listActions: Readonly<Record<FleetAction, (() => void) | undefined>> = {
      openHost: () => row && open(row.id),
      mark() {
        if (!row) return;
        choose({marked: toggleMarks(marked, [row])});
        shown.moveDown();
      },
      markAll: () => choose({marked: toggleMarks(marked, shown.arranged)}),
      startStop() {
        if (chosen.every(({ksmd}) => ksmd === 'running')) changes.stop(ids);
        else changes.start(ids);
      },
      stop: () => changes.stop(ids),
      preset: () => changes.mayChange() && ids.length > 0 && setPanel('presets'),
      undoFleet: changes.undo,
      rangeLonger: fleet.changeRange && (() => fleet.changeRange?.(1)),
      rangeShorter: fleet.changeRange && (() => fleet.changeRange?.(-1)),
    };
    const action = findFleetAction(key);
    const act = action && listActions[action];
    act?.();
    return act !== undefined;
  };
  const keys = fleet.changeRange ? rangeFleetKeyTable : fleetKeyTable;
  const panelName = sortMenu ? 'sortMenu' : (panel ?? 'list');
  const panelKeys = keysOfFleet(panelName, keys, choice);
  const bar = (
    <KeyBar
      keys={keysWithPrompt(prompt, panelKeys)}
      width={width}
      line={height - 1}
      readOnly={readOnlyReason !== undefined}
    />
  );
  const panelArea = {top: 0, height: height - 1, width};
  useZones('view', panelName === 'list' ? [] : [wheelZone(panelName, panelArea, panelKeys)]);
  const helpSections = useMemo(() => fleetHelp(keys), [keys]);
  if (!large) return <TooSmall columns={width} rows={height} />;
  const {message} = changes;
  const status = {prompt, pending: [], message, error: state.error, width};
  const listFrame: ListFrame = {
    width,
    height: height - frameLines - bottomHeight(status),
    top: headerLines,
    edit,
    view: viewStore,
    remark: changes.remark,
    listState: () => list,
    setListState: (_, next) => choose({list: next}),
    openSortMenu: setSortMenu,
  };
  const note = selected && noteOf(selected, theme);
  const bottom = (
    <>
      <Bottom
        {...status}
        closePrompt={closePrompt}
        idle={selected && note ? `${selected.name}: ${note}` : countOf(hosts.length, 'host')}
      />
      {bar}
    </>
  );
  if (panel === 'help') {
    return (
      <Box flexDirection="column" width={width} height={height} overflow="hidden">
        <HelpPages
          sections={helpSections}
          edit={edit}
          width={width}
          height={height - bottomHeight(status) - 1}
          close={closePanel}
        />
        {bottom}
      </Box>
    );
  }
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      <FleetHeader
        totals={totals}
        timeMs={state.timeMs}
        intervalSeconds={intervalSeconds}
        rangeSeconds={state.rangeSeconds}
        markedCount={marked.size}
        paused={pausedState !== undefined}
        readOnlyReason={readOnlyReason}
        width={width}
      />
      <Box flexDirection="column" height={listFrame.height} overflow="hidden">
        <FleetBody
          panel={panel ?? 'list'}
          sortMenu={sortMenu}
          frame={listFrame}
          list={{
            rows: hosts,
            empty: state.error ? 'No hosts known.' : 'Looking for hosts …',
            onKey,
            onSelect: setSelectedId,
          }}
          targets={countOf(ids.length, marked.size > 0 ? 'marked host' : 'host')}
          choosePreset={(preset) => {
            setPanel(undefined);
            changes.preset(ids, preset);
          }}
          close={closePanel}
        />
      </Box>
      {bottom}
    </Box>
  );
}
