import {verdictTable} from '../../model/derive/verdictTable.js';
import type {TableRow} from '../draw/smallTable.js';
import type {ListedKey} from '../keys/keyTable.js';
import {keyRow} from '../views/helpView.js';
import {fleetColumns} from './fleetColumns.js';

/** The help of the fleet. */
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
