import {verdictTable} from '../../model/verdictTable.js';
import {keyRow} from '../help.js';
import type {ListedKey} from '../keyTable.js';
import type {TableRow} from '../smallTable.js';
import {fleetColumns} from './fleetColumns.js';

/** The help of the fleet; that of a host is opened there. */
export function fleetHelpRows(keys: readonly ListedKey[]): TableRow[] {
  const section = (title: string): TableRow[] => [{}, {WHAT: title}];
  return [
    {WHAT: 'KEYS OF THE FLEET'},
    ...keys.map(keyRow),
    ...section('COLUMNS'),
    ...fleetColumns.map(({title, meaning}) => ({WHAT: `  ${title}`, MEANING: meaning})),
    ...section('VERDICTS'),
    ...verdictTable.map(({word, meaning}) => ({WHAT: `  ${word}`, MEANING: meaning})),
  ];
}
