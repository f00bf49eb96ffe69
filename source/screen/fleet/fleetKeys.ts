import {type Action, keyTable, type ListedKey} from '../keys/keyTable.js';

/** What a key does in a fleet that it does not on the screen of one host. */
export type FleetAction =
  | 'openHost'
  | 'mark'
  | 'markAll'
  | 'start'
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
  keep: 9,
  meaning: 'Opens the host: its whole screen. Esc there brings the fleet back.',
};

const changeKeys: readonly FleetEntry[] = [
  {
    action: 'mark',
    keys: ['m', 'insert'],
    bar: 'mark',
    keep: 8,
    writes: true,
    meaning: 'Marks the host, or unmarks it, and goes on to the next.',
  },
  {
    action: 'markAll',
    keys: ['*'],
    writes: true,
    meaning: 'Marks all hosts of the list; unmarks them when all are marked. So does Esc.',
  },
  {
    action: 'start',
    keys: ['s'],
    bar: 'start/stop',
    keep: 8,
    writes: true,
    meaning: 'Starts ksmd on the marked hosts, or else on the selected one, after asking.',
  },
  {
    action: 'stop',
    keys: ['S'],
    writes: true,
    meaning: 'Stops ksmd there, after asking. Merged pages stay merged.',
  },
  {
    action: 'preset',
    keys: ['p'],
    bar: 'preset',
    keep: 7,
    writes: true,
    meaning: 'Chooses a set of values for them; writes it after asking.',
  },
  {
    action: 'undoFleet',
    keys: ['z'],
    bar: 'undo',
    keep: 4,
    writes: true,
    meaning: 'Takes the last change of the fleet back, on all its hosts, after asking.',
  },
];

const rangeKeys: readonly FleetEntry[] = [
  {
    action: 'rangeLonger',
    keys: ['r'],
    bar: 'range',
    keep: 7,
    meaning: 'Trends over a longer time (--prometheus).',
  },
  {action: 'rangeShorter', keys: ['R'], meaning: 'Trends over a shorter time (--prometheus).'},
];

/** Keys of the live screen that do the same in a fleet. */
const shared: ReadonlySet<Action> = new Set<Action>([
  ...(['filter', 'sortLeft', 'sortRight', 'reverse', 'pause', 'slower', 'faster'] as const),
  ...(['sampleNow', 'redraw', 'suspend', 'up', 'down', 'pageUp', 'pageDown'] as const),
  ...(['first', 'last', 'help', 'back', 'quit'] as const),
]);

const sharedKeys: readonly ListedKey[] = keyTable.filter(({action}) => shared.has(action));

/** Keys of a fleet alone: all there are. */
export const ownFleetKeys: readonly FleetEntry[] = [openKey, ...changeKeys, ...rangeKeys];

/** The keys of a fleet that ksmtop asks itself, and of one that Prometheus knows. */
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
