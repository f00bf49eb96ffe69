import {Box, useWindowSize} from 'ink';
import {useMemo} from 'react';
import type {Fleet} from '../../session/fleet/fleet.js';
import {countOf} from '../../text/count.js';
import {useTheme} from '../draw/theme.js';
import type {ListFrame} from '../frame/frameContext.js';
import {Bottom, bottomHeight, keysWithPrompt} from '../frame/lower/bottom.js';
import {usePrompt} from '../frame/lower/usePrompt.js';
import {fitsScreen, TooSmall} from '../frame/tooSmall.js';
import {HelpPages} from '../help/helpView.js';
import {KeyBar} from '../keys/keyBar.js';
import {useZones} from '../mouse/useZones.js';
import {wheelZone} from '../mouse/wheelZone.js';
import type {UserScreen} from '../settings/userScreen.js';
import {FleetBody} from './fleetBody.js';
import {noteOf} from './fleetColumns.js';
import {FleetHeader} from './fleetHeader.js';
import {fleetHelp} from './fleetHelp.js';
import {fleetKeyTable, rangeFleetKeyTable} from './fleetKeys.js';
import {type FleetChoice, keysOfFleet} from './fleetPanels.js';
import {useFleetChanges} from './useFleetChanges.js';
import {useFleetHosts} from './useFleetHosts.js';
import {fleetListKeys, useFleetKeys} from './useFleetKeys.js';
import {useFleetPanel} from './useFleetPanel.js';

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
  const {columns: width, rows: height} = useWindowSize();
  const theme = useTheme();
  const {prompt, closePrompt, ask, edit} = usePrompt();
  const hosts = useFleetHosts(fleet, choice.marked);
  const panel = useFleetPanel();
  const changes = useFleetChanges(fleet.changes, readOnlyReason, {
    ...{ask, edit, isAsking: prompt !== undefined, notice: user.notice},
  });
  const isLarge = fitsScreen(width, height);
  const parts = {fleet, user, choice, choose, openHost: open, hosts, panel, changes};
  useFleetKeys(parts, isLarge);
  const keyTable = fleet.changeRange ? rangeFleetKeyTable : fleetKeyTable;
  const helpSections = useMemo(() => fleetHelp(keyTable), [keyTable]);
  const keys = keysOfFleet(panel.name, keyTable, choice);
  const panelArea = {top: 0, height: height - 1, width};
  useZones('view', panel.name === 'list' ? [] : [wheelZone(panel.name, panelArea, keys)]);
  if (!isLarge) return <TooSmall columns={width} rows={height} />;

  const {state, selected, chosen} = hosts;
  const status = {prompt, pending: [], message: changes.message, error: state.error, width};
  const frame: ListFrame = {
    width,
    height: height - frameLines - bottomHeight(status),
    top: headerLines,
    edit,
    view: user.viewStore,
    remark: changes.remark,
    listState: () => choice.list,
    setListState: (_, list) => choose({list}),
    openSortMenu: panel.openSortMenu,
  };
  const note = selected && noteOf(selected, theme);
  return (
    <Box flexDirection="column" width={width} height={height} overflow="hidden">
      {panel.covered === 'help' ? (
        <HelpPages
          sections={helpSections}
          edit={edit}
          width={width}
          height={height - bottomHeight(status) - 1}
          close={panel.close}
        />
      ) : (
        <>
          <FleetHeader
            totals={hosts.totals}
            timeMs={state.timeMs}
            intervalSeconds={choice.intervalSeconds}
            rangeSeconds={state.rangeSeconds}
            markedCount={choice.marked.size}
            paused={hosts.isPaused}
            readOnlyReason={readOnlyReason}
            width={width}
          />
          <Box flexDirection="column" height={frame.height} overflow="hidden">
            <FleetBody
              panel={panel.covered}
              sortMenu={panel.sortMenu}
              frame={frame}
              list={{
                rows: hosts.hosts,
                empty: state.error ? 'No hosts known.' : 'Looking for hosts …',
                onKey: fleetListKeys(parts),
                onSelect: hosts.select,
              }}
              targets={countOf(chosen.length, choice.marked.size > 0 ? 'marked host' : 'host')}
              choosePreset={(preset) => {
                panel.open('list');
                changes.preset(
                  chosen.map(({id}) => id),
                  preset,
                );
              }}
              close={panel.close}
            />
          </Box>
        </>
      )}
      <Bottom
        {...status}
        closePrompt={closePrompt}
        idle={selected && note ? `${selected.name}: ${note}` : countOf(hosts.hosts.length, 'host')}
      />
      <KeyBar
        keys={keysWithPrompt(prompt, keys)}
        width={width}
        line={height - 1}
        readOnly={readOnlyReason !== undefined}
      />
    </Box>
  );
}
