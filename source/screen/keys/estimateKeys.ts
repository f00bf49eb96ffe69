import type {ListedKey} from './keyTable.js';

/** The keys of the panel of an estimate; those of a list work there, too. */
export const estimateKeyTable: readonly ListedKey[] = [
  {
    action: 'start',
    keys: ['enter'],
    bar: 'start',
    priority: 9,
    meaning: 'Start the estimate.',
  },
  {
    action: 'choose',
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
];
