import type {ListedKey} from './keyTable.js';
import {keysOf, scrollKey} from './panelKeys.js';

/** The keys of the panel that opts in and out. */
export const optInKeyTable: readonly ListedKey[] = [
  {
    action: 'yes',
    keys: ['y'],
    bar: 'yes',
    priority: 9,
    meaning: 'Opt in, or out, what the panel lists.',
  },
  {
    action: 'start',
    keys: ['s'],
    bar: 'start ksmd, too',
    priority: 8,
    meaning: 'Opt in, and start ksmd if it is stopped; z undoes one, then the other.',
  },
  {
    action: 'try',
    keys: ['t'],
    bar: 'try',
    priority: 8,
    meaning: 'Opt in on trial, and keep that only if the lowest lasting saving is worth it.',
  },
  scrollKey,
  {
    action: 'close',
    keys: ['escape'],
    bar: 'back',
    priority: 10,
    meaning:
      'Close the opt-in panel and change nothing; while processes are changed, stop before the next.',
  },
  ...keysOf('help'),
];
