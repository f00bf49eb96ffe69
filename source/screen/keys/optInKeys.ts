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
    action: 'try',
    keys: ['t'],
    bar: 'try',
    priority: 8,
    meaning: 'Try it: opt in, and keep it only if the floor of what it saves is worth it.',
  },
  {
    action: 'start',
    keys: ['s'],
    meaning: 'Opt in, and start ksmd if it is stopped; z undoes each of these.',
  },
  scrollKey,
  {
    action: 'close',
    keys: ['escape'],
    bar: 'back',
    priority: 10,
    meaning: 'Change nothing; stop before the next process; close the panel.',
  },
  ...keysOf('help'),
];
