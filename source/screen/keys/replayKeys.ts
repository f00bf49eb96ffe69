import {keyTable, type ListedKey} from './keyTable.js';

/** What a key does in a replay before it does what it does on the live screen. */
export type ReplayAction =
  | 'stepBack'
  | 'stepOn'
  | 'minuteBack'
  | 'minuteOn'
  | 'play'
  | 'goTo'
  | 'speedUp'
  | 'speedDown';

type ReplayEntry = ListedKey & {action: ReplayAction};

/** What a replay has beside the keys of the live screen. */
export const ownReplayKeys: readonly ReplayEntry[] = [
  {action: 'stepBack', keys: ['left'], bar: 'step', keep: 9, meaning: 'One sample back.'},
  {action: 'stepOn', keys: ['right'], meaning: 'One sample on.'},
  {action: 'minuteBack', keys: ['pageup'], bar: 'minute', keep: 8, meaning: 'A minute back.'},
  {action: 'minuteOn', keys: ['pagedown'], meaning: 'A minute on.'},
  {action: 'play', keys: ['space'], bar: 'play', keep: 9, meaning: 'Plays the recording; pauses.'},
  {action: 'goTo', keys: ['g'], bar: 'time', keep: 8, meaning: 'Asks for a time to go to.'},
  {action: 'speedUp', keys: ['+'], bar: 'speed', keep: 5, meaning: 'Plays faster.'},
  {action: 'speedDown', keys: ['-'], meaning: 'Plays slower.'},
];

const taken = new Map(ownReplayKeys.flatMap(({keys, action}) => keys.map((key) => [key, action])));

export function findReplayAction(key: string): ReplayAction | undefined {
  return taken.get(key);
}

/** All keys of a replay: its own, and those of the live screen that still do what they did. */
export const replayKeyTable: readonly ListedKey[] = [
  ...ownReplayKeys,
  ...keyTable
    .filter(({action, writes}) => !writes && action !== 'sampleNow')
    .map((entry) => ({...entry, keys: entry.keys.filter((key) => !taken.has(key))}))
    .filter(({keys}) => keys.length > 0),
];
