import type {ListedKey} from './keyTable.js';

/** Actions of a replay; they take precedence over those of the live screen. */
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

/** The keys that a replay adds to those of the live screen. */
export const ownReplayKeys: readonly ReplayEntry[] = [
  {action: 'stepBack', keys: ['left'], bar: 'step', priority: 9, meaning: 'Go back one sample.'},
  {action: 'stepOn', keys: ['right'], meaning: 'Go forward one sample.'},
  {
    action: 'minuteBack',
    keys: ['pageup'],
    bar: 'minute',
    priority: 8,
    meaning: 'Go back one minute.',
  },
  {action: 'minuteOn', keys: ['pagedown'], meaning: 'Go forward one minute.'},
  {
    action: 'play',
    keys: ['space'],
    bar: 'play',
    priority: 9,
    meaning: 'Play or pause the recording.',
  },
  {action: 'goTo', keys: ['g'], bar: 'time', priority: 8, meaning: 'Go to a time.'},
  {action: 'speedUp', keys: ['+'], bar: 'speed', priority: 5, meaning: 'Play faster.'},
  {action: 'speedDown', keys: ['-'], meaning: 'Play slower.'},
];

const taken = new Map(ownReplayKeys.flatMap(({keys, action}) => keys.map((key) => [key, action])));

export function findReplayAction(key: string): ReplayAction | undefined {
  return taken.get(key);
}

/** The keys of a replay: its own, and those of a panel that it does not override. */
export function withReplayKeys(keys: readonly ListedKey[]): readonly ListedKey[] {
  return [
    ...ownReplayKeys,
    ...keys
      .filter(({action, writes}) => !writes && !impossible.has(action))
      .map((entry) => ({...entry, keys: entry.keys.filter((key) => !taken.has(key))}))
      .filter(({keys}) => keys.length > 0),
  ];
}

/** What a recording cannot do. */
const impossible: ReadonlySet<string> = new Set(['sampleNow', 'slower', 'faster']);
