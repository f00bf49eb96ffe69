import type {ListState} from '../draw/list/list.js';
import {helpKeys} from '../help/helpView.js';
import type {ListedKey} from '../keys/keyTable.js';
import {keysInPlace, type Place} from '../keys/panelKeys.js';
import {columnsKeys} from '../views/columnsView.js';
import {sortMenuKeys} from '../views/sortMenuView.js';
import {presetChoiceKeys} from './presetChoice.js';

/** The user's choices in the fleet; kept while a host is open. */
export type FleetChoice = {list: ListState; marked: ReadonlySet<string>; intervalSeconds: number};

/** What the screen of a fleet shows. */
export type FleetPanel = 'list' | 'sortMenu' | 'columns' | 'presets' | 'help';

const panelKeys = {
  ...{sortMenu: sortMenuKeys, columns: columnsKeys, presets: presetChoiceKeys, help: helpKeys},
} as const;

/**
 * The keys of a panel of the fleet, as the bar shows them.
 * @param listKeys Those of the list.
 */
export function keysOfFleet(
  panel: FleetPanel,
  listKeys: readonly ListedKey[],
  choice: FleetChoice,
): readonly ListedKey[] {
  const isList = panel === 'list';
  return keysInPlace(isList ? listKeys : panelKeys[panel], {
    ...{escapes: isList ? escapesList(choice) : 'back', recorded: false, impossible: new Set()},
  });
}

/** What Esc does in the list. */
function escapesList({list, marked}: FleetChoice): Place['escapes'] {
  if (list.filter !== '') return 'clear';
  return marked.size > 0 ? 'unmark' : undefined;
}
