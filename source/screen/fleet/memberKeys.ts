import {keyTable, type ListedKey} from '../keys/keyTable.js';

/** The keys of a host opened from a fleet. */
export const memberKeyTable: readonly ListedKey[] = keyTable.map((entry) =>
  entry.action === 'back'
    ? {
        ...entry,
        bar: 'back',
        keep: 9,
        meaning:
          'Go back one level; at the first level, clear the filter, then return to the fleet.',
      }
    : entry,
);
