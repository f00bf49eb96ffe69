import type {ListedKey} from './keyTable.js';
import {keysOf} from './panelKeys.js';

/** The keys of the panel of an estimate. */
export const estimateKeyTable: readonly ListedKey[] = [
  {
    action: 'start',
    keys: ['enter'],
    bar: 'start',
    priority: 9,
    meaning: 'Start the estimate.',
  },
  {
    action: 'chooseOption',
    keys: ['left'],
    bar: 'choose',
    priority: 8,
    meaning: 'Choose what to read: the selected row, the listed containers, or all.',
  },
  {
    action: 'close',
    keys: ['escape'],
    bar: 'back',
    priority: 10,
    meaning: 'Stop the estimate with what it has; then close the panel.',
  },
  ...keysOf('filter', 'find', 'sortLeft', 'sortRight', 'sortMenu', 'reverse', 'columns', 'help'),
];
