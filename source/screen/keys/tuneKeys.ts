import {type Action, findKey, keyTable, type ListedKey} from './keyTable.js';

export type TuneAction =
  | 'stepDown'
  | 'stepUp'
  | 'enter'
  | 'default'
  | 'toggle'
  | 'drop'
  | 'presets'
  | 'changes'
  | 'close';

type TuneEntry = ListedKey & {action: TuneAction};

/** The keys of the tuning panel; they take precedence over those of the screen. */
export const ownTuneKeys: readonly TuneEntry[] = [
  {
    action: 'stepDown',
    keys: ['left'],
    bar: 'step',
    priority: 9,
    meaning: 'Select the next lower value and forecast it.',
  },
  {action: 'stepUp', keys: ['right'], meaning: 'Select the next higher value.'},
  {
    action: 'enter',
    keys: ['enter'],
    bar: 'type/write',
    priority: 9,
    writes: true,
    meaning: 'Type a value, or write the chosen values.',
  },
  {
    action: 'toggle',
    keys: ['space'],
    bar: 'on/off',
    priority: 6,
    meaning: 'Toggle, or pick the next choice.',
  },
  {
    action: 'default',
    keys: ['r'],
    bar: 'default',
    priority: 7,
    meaning: "Choose the kernel's default.",
  },
  {action: 'presets', keys: ['p'], bar: 'presets', priority: 8, meaning: 'List presets.'},
  {
    action: 'changes',
    keys: ['l'],
    bar: 'changes',
    priority: 5,
    meaning: 'List the changes in this session and what made them.',
  },
  {action: 'drop', keys: ['escape'], meaning: 'Drop the chosen values, or close the panel.'},
  {action: 'close', keys: ['q', 't'], meaning: 'Close the panel.'},
];

const ownKeys = new Map(ownTuneKeys.flatMap(({keys, action}) => keys.map((key) => [key, action])));

export function findTuneAction(key: string): TuneAction | undefined {
  return ownKeys.get(key);
}

/** Keys of the screen that also work in the panel. */
const shared: ReadonlySet<Action> = new Set([
  ...(['startStop', 'stop', 'unmerge', 'undo', 'restoreStart', 'persist', 'help'] as const),
  ...(['pagesHalve', 'pagesDouble', 'sleepHalve', 'sleepDouble'] as const),
  ...(['slower', 'faster', 'sampleNow'] as const),
]);

export function isSharedKey(key: string): boolean {
  const action = findKey(key)?.action;
  return action !== undefined && shared.has(action);
}

export const tuneKeyTable: readonly ListedKey[] = [
  ...ownTuneKeys,
  ...keyTable.filter(({action}) => shared.has(action)),
];
