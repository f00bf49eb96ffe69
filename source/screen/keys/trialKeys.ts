import type {ListedKey} from './keyTable.js';
import {keysOf, scrollKey} from './panelKeys.js';

/** The keys of the page of a trial. */
export const trialKeyTable: readonly ListedKey[] = [
  {action: 'yes', keys: ['y'], bar: 'start', priority: 9, meaning: 'Start the trial.'},
  {
    action: 'presets',
    keys: ['p'],
    bar: 'preset',
    priority: 7,
    meaning: 'Before the trial starts: try the next preset, too, or none.',
  },
  {
    action: 'keep',
    keys: ['k'],
    bar: 'keep',
    priority: 8,
    meaning: 'Keep what the trial changed, once it asks.',
  },
  {
    action: 'takeBack',
    keys: ['b'],
    bar: 'take back',
    priority: 8,
    meaning: 'Take back what the trial changed, once it asks.',
  },
  scrollKey,
  {
    action: 'close',
    keys: ['escape'],
    bar: 'back',
    priority: 10,
    meaning: 'Ask whether to keep or take back; close the page of a trial that has ended.',
  },
  ...keysOf('help'),
];
