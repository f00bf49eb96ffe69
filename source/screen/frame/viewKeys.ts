import type {ListState} from '../draw/list/list.js';
import type {ListedKey} from '../keys/keyTable.js';
import {keysInPlace} from '../keys/panelKeys.js';
import {viewEntry} from '../views/viewTable.js';
import type {View} from './frameContext.js';
import {type Phases, runStateOf} from './runStates.js';
import {escapeOf} from './viewStack.js';

/** What decides which keys work in a view, besides the view itself. */
export type ViewKeysState = {
  lists: Readonly<Record<string, ListState>>;
  /** Values of the tuning panel are chosen, but not written. */
  hasDraft: boolean;
  /** The host was opened from a fleet. */
  isMember: boolean;
  recorded: boolean;
  canEstimate: boolean;
  canMap: boolean;
  /** The panel of opting in and out waits for a yes that would change something. */
  canConfirm: boolean;
  /** It would begin a trial, too. */
  canTry: boolean;
  /** It would start ksmd, too. */
  canStart: boolean;
  phases: Phases;
};

/** The keys of one of the open views, as the bar and the help show them. */
export function keysOfView(
  views: readonly View[],
  index: number,
  {
    lists,
    hasDraft,
    isMember,
    recorded,
    canEstimate,
    canMap,
    canConfirm,
    canTry,
    canStart,
    phases,
  }: ViewKeysState,
): readonly ListedKey[] {
  const view = views[index] ?? views.at(-1) ?? {name: 'containers'};
  const entry = viewEntry(view);
  const {isRunning, idle} = runStateOf(view, phases);
  const escapes = escapeOf(view, {
    isRunning,
    hasFilter: Boolean(lists[entry.listOf?.(view) ?? '']?.filter),
    hasDraft,
    canGoBack: index > 0 || isMember,
  });
  const impossible = new Set<string>();
  if (!canEstimate) impossible.add('estimate');
  if (!canMap) impossible.add('map');
  if (view.name === 'optIn' && !canConfirm) impossible.add('yes');
  if (view.name === 'optIn' && !canTry) impossible.add('try');
  return keysInPlace(entry.keys, {
    escapes,
    recorded: recorded && leavesKeysToReplay(view),
    impossible,
    idle: view.name === 'optIn' && !canStart ? new Set([...idle, 'start']) : idle,
  });
}

/** A replay leaves every key to the help, and to the map, which is the same at every time. */
export function leavesKeysToReplay({name}: View): boolean {
  return name !== 'help' && name !== 'map';
}
