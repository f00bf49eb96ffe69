import {
  columnEntry,
  type HelpSection,
  keyEntry,
  mouseSection,
  verdictSection,
} from '../help/helpSections.js';
import type {ListedKey} from '../keys/keyTable.js';
import {fleetColumns} from './fleetColumns.js';

/** The help of the fleet. */
export function fleetHelp(keys: readonly ListedKey[]): readonly HelpSection[] {
  return [
    {title: 'keys of the fleet', entries: keys.map(keyEntry)},
    {title: 'columns', entries: fleetColumns.map(columnEntry)},
    verdictSection,
    mouseSection,
  ];
}
