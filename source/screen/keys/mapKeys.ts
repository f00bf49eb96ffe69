import type {ListedKey} from './keyTable.js';
import {keysOf} from './panelKeys.js';

/** The keys of the sharing map. */
export const mapKeyTable: readonly ListedKey[] = [
  {
    action: 'move',
    keys: ['up', 'down', 'left', 'right'],
    bar: 'move',
    priority: 7,
    meaning: 'Move to another cell of the sharing map.',
  },
  {
    action: 'openCell',
    keys: ['enter'],
    bar: 'open',
    priority: 9,
    meaning: 'Show what two containers share, and the figures of both.',
  },
  {
    action: 'readMap',
    keys: ['m'],
    bar: 'read again',
    priority: 8,
    meaning: 'Read the sharing map again.',
  },
  {
    action: 'close',
    keys: ['escape'],
    bar: 'back',
    priority: 10,
    meaning: 'Stop reading with what was found; then close the map.',
  },
  ...keysOf('advice', 'help'),
];
