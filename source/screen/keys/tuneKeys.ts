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

/** What keys do in the tuning panel before they do what they do elsewhere. */
export const ownTuneKeys: readonly TuneEntry[] = [
  {
    action: 'stepDown',
    keys: ['left'],
    bar: 'step',
    keep: 9,
    meaning: 'The next lower value, beside the present one, with its forecast.',
  },
  {action: 'stepUp', keys: ['right'], meaning: 'The next higher value, just so.'},
  {
    action: 'enter',
    keys: ['enter'],
    bar: 'type/write',
    keep: 9,
    writes: true,
    meaning: 'Asks for a value; writes the chosen values when there are any.',
  },
  {action: 'toggle', keys: ['space'], bar: 'on/off', keep: 6, meaning: 'On or off; the next word.'},
  {
    action: 'default',
    keys: ['r'],
    bar: 'default',
    keep: 7,
    meaning: "Chooses the kernel's default.",
  },
  {action: 'presets', keys: ['p'], bar: 'presets', keep: 8, meaning: 'Lists sets of values.'},
  {
    action: 'changes',
    keys: ['l'],
    bar: 'changes',
    keep: 5,
    meaning: 'Lists the changes of this sitting, and who made them.',
  },
  {action: 'drop', keys: ['escape'], meaning: 'Drops the chosen values; closes the panel.'},
  {action: 'close', keys: ['q', 't'], bar: 'close', keep: 10, meaning: 'Closes the panel.'},
];

const ownKeys = new Map(ownTuneKeys.flatMap(({keys, action}) => keys.map((key) => [key, action])));

export function findTuneAction(key: string): TuneAction | undefined {
  return ownKeys.get(key);
}

/** What keys of the screen do in the panel, too. */
const shared: ReadonlySet<Action> = new Set([
  ...(['startStop', 'unmerge', 'undo', 'restoreStart', 'persist', 'help'] as const),
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
