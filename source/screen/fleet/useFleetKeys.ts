import type {Fleet} from '../../session/fleet/fleet.js';
import {stepInterval} from '../../session/samplingRate.js';
import type {LongListProps} from '../draw/list/listProps.js';
import {unusedText} from '../frame/lower/statusLine.js';
import {type Actions, findKey, runAction} from '../keys/keyTable.js';
import {useKeys} from '../keys/useKeys.js';
import {useMouseSwitch} from '../mouse/mouseSwitch.js';
import type {UserScreen} from '../settings/userScreen.js';
import {settingsOf} from '../settings/viewSettings.js';
import type {ListedHost} from './fleetColumns.js';
import {type FleetAction, findFleetAction} from './fleetKeys.js';
import type {FleetChoice} from './fleetPanels.js';
import {toggleMarks} from './marks.js';
import type {useFleetChanges} from './useFleetChanges.js';
import type {FleetHosts} from './useFleetHosts.js';
import type {OpenPanel} from './useFleetPanel.js';

type FleetParts = {
  fleet: Fleet;
  user: UserScreen;
  choice: FleetChoice;
  choose: (next: Partial<FleetChoice>) => void;
  openHost: (id: string) => void;
  hosts: FleetHosts;
  panel: OpenPanel;
  changes: ReturnType<typeof useFleetChanges>;
};

/** Binds the keys of the whole screen. */
export function useFleetKeys(parts: FleetParts, isLarge: boolean): void {
  const {fleet, user, choice, choose, hosts, panel, changes} = parts;
  const {viewStore, save} = user;
  const switchMouse = useMouseSwitch(viewStore, changes.remark);
  const changeInterval = (step: 1 | -1) => {
    const intervalSeconds = stepInterval(choice.intervalSeconds, step);
    choose({intervalSeconds});
    fleet.setInterval(intervalSeconds);
  };
  const actions: Actions = {
    help: () => panel.open('help'),
    pause: hosts.pause,
    slower: () => changeInterval(1),
    faster: () => changeInterval(-1),
    sampleNow: fleet.sampleNow,
    columns: () => panel.open('columns'),
    saveView: () => void save(settingsOf(viewStore.getState())).then(changes.remark),
    mouse: switchMouse,
    back() {
      if (choice.marked.size > 0) choose({marked: new Set()});
      else changes.remark('This is the first level; q quits.');
    },
  };
  useKeys('screen', (key) => isLarge && runAction(actions, findKey(key)?.action));
  useKeys('unused', (key) => {
    if (isLarge) changes.remark(unusedText(key));
    return true;
  });
}

/** What the keys of the list do. */
export function fleetListKeys(parts: FleetParts): NonNullable<LongListProps<ListedHost>['onKey']> {
  const {fleet, choice, choose, hosts, panel, changes} = parts;
  const {chosen} = hosts;
  const {marked} = choice;
  const ids = chosen.map(({id}) => id);
  return (key, row, list) => {
    const actions: Readonly<Record<FleetAction, (() => void) | undefined>> = {
      openHost: () => row && parts.openHost(row.id),
      mark() {
        if (!row) return;
        choose({marked: toggleMarks(marked, [row])});
        list.moveDown();
      },
      markAll: () => choose({marked: toggleMarks(marked, list.arranged)}),
      startStop() {
        if (chosen.every(({ksmd}) => ksmd === 'running')) changes.stop(ids);
        else changes.start(ids);
      },
      stop: () => changes.stop(ids),
      preset: () => changes.mayChange() && ids.length > 0 && panel.open('presets'),
      undoFleet: changes.undo,
      rangeLonger: fleet.changeRange && (() => fleet.changeRange?.(1)),
      rangeShorter: fleet.changeRange && (() => fleet.changeRange?.(-1)),
    };
    return runAction(actions, findFleetAction(key));
  };
}
