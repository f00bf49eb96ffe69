import {type Action, keyTable, type ListedKey} from '../keys/keyTable.js';

/** The actions that only a fleet has. */
export type FleetAction =
  | 'openHost'
  | 'mark'
  | 'markAll'
  | 'startStop'
  | 'stop'
  | 'preset'
  | 'undoFleet'
  | 'rangeLonger'
  | 'rangeShorter';

type FleetEntry = ListedKey & {action: FleetAction};

const openKey: FleetEntry = {
  action: 'openHost',
  keys: ['enter'],
  bar: 'open',
  priority: 9,
  meaning: 'Open the screen of the host; Esc there returns to the fleet.',
};

const changeKeys: readonly FleetEntry[] = [
  {
    action: 'mark',
    keys: ['m', 'insert'],
    bar: 'mark',
    priority: 8,
    writes: true,
    meaning: 'Mark or unmark the host, then move to the next.',
  },
  {
    action: 'markAll',
    keys: ['*'],
    writes: true,
    meaning: 'Mark all listed hosts, or unmark them; Esc unmarks, too.',
  },
  {
    action: 'startStop',
    keys: ['s'],
    bar: 'start/stop',
    priority: 8,
    writes: true,
    meaning:
      'Start ksmd on the marked hosts, or on the selected one; where it runs on all of them, stop it. Asks first.',
  },
  {
    action: 'stop',
    keys: ['S'],
    writes: true,
    meaning: 'Stop ksmd on them, after confirmation. Merged pages stay merged.',
  },
  {
    action: 'preset',
    keys: ['p'],
    bar: 'preset',
    priority: 7,
    writes: true,
    meaning: 'Choose a preset for them; write it after confirmation.',
  },
  {
    action: 'undoFleet',
    keys: ['z'],
    bar: 'undo',
    priority: 4,
    writes: true,
    meaning: 'Undo the last fleet change on all its hosts, after confirmation.',
  },
];

const rangeKeys: readonly FleetEntry[] = [
  {
    action: 'rangeLonger',
    keys: ['r'],
    bar: 'range',
    priority: 7,
    meaning: 'Lengthen the time that the trends cover (--prometheus).',
  },
  {
    action: 'rangeShorter',
    keys: ['R'],
    meaning: 'Shorten the time that the trends cover (--prometheus).',
  },
];

/** Keys of the live screen that also work in a fleet. */
const shared: ReadonlySet<Action> = new Set<Action>([
  ...(['find', 'filter', 'sortLeft', 'sortRight', 'sortMenu', 'reverse'] as const),
  ...([
    'problems',
    'columns',
    'saveView',
    'pause',
    'slower',
    'faster',
    'sampleNow',
    'redraw',
    'mouse',
    'copy',
    'suspend',
    'up',
    'down',
    'pageUp',
    'pageDown',
  ] as const),
  ...(['first', 'last', 'help', 'back', 'quit'] as const),
]);

const sharedKeys: readonly ListedKey[] = keyTable.filter(({action}) => shared.has(action));

/** All keys that only a fleet has. */
export const ownFleetKeys: readonly FleetEntry[] = [openKey, ...changeKeys, ...rangeKeys];

/** The keys of a fleet that ksmtop samples itself, and of one that Prometheus knows. */
export const fleetKeyTable: readonly ListedKey[] = [openKey, ...changeKeys, ...sharedKeys];
export const rangeFleetKeyTable: readonly ListedKey[] = [
  openKey,
  ...rangeKeys,
  ...changeKeys,
  ...sharedKeys,
];

const actionsByKey = new Map(
  ownFleetKeys.flatMap(({keys, action}) => keys.map((key) => [key, action] as const)),
);

export function findFleetAction(key: string): FleetAction | undefined {
  return actionsByKey.get(key);
}
