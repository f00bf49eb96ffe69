import {keyTable, type ListedKey} from '../keys/keyTable.js';

/** The keys of the screen of a host that was opened from a fleet. */
export const memberKeyTable: readonly ListedKey[] = keyTable.map((entry) =>
  entry.action === 'back'
    ? {
        ...entry,
        bar: 'back',
        keep: 9,
        meaning: 'One level back; at the first level clears the filter, then goes to the fleet.',
      }
    : entry,
);
