import {type Action, findKey, globalKeys, keyTable, type ListedKey} from './keyTable.js';
import {withReplayKeys} from './replayKeys.js';

/** The entries of the key table for these actions, in this order. */
export function keysOf(...actions: readonly Action[]): readonly ListedKey[] {
  return actions.flatMap((action) => keyTable.filter((entry) => entry.action === action));
}

export const scrollKey: ListedKey = {
  action: 'scroll',
  keys: ['up', 'down', 'pageup', 'pagedown'],
  bar: 'scroll',
  priority: 7,
  meaning: 'Scroll by a line or a page.',
};

/** Actions of the screen that work in every panel. */
const everywhere: readonly Action[] = [
  ...(['tune', 'presets', 'advice', 'sampleNow', 'slower', 'faster'] as const),
  ...(['saveView', 'mouse', 'copy', 'help'] as const),
];

/** Whether a panel leaves a key that it does not use itself to the screen. */
export function passesPanel(key: string): boolean {
  const action = findKey(key)?.action;
  return globalKeys.has(key) || (action !== undefined && everywhere.includes(action));
}

/** The keys of a panel that only scrolls. */
export const scrollPanelKeys: readonly ListedKey[] = [
  scrollKey,
  ...keysOf('back', 'tune', 'presets', 'advice', 'sampleNow', 'help'),
];

/** The keys of the page of one process. */
export const processPageKeys: readonly ListedKey[] = scrollPanelKeys.map((entry) =>
  entry.action === 'sampleNow'
    ? {...entry, bar: 'read again', priority: 6, meaning: 'Read the process again, and sample.'}
    : entry,
);

/** The keys while a text is typed. */
export const textPromptKeys: readonly ListedKey[] = [
  {action: 'apply', keys: ['enter'], bar: 'apply', meaning: 'Apply the text.'},
  {action: 'cancel', keys: ['escape'], bar: 'cancel', meaning: 'Close the prompt.'},
  {action: 'clearText', keys: ['ctrl-u'], bar: 'clear', meaning: 'Clear the text.'},
];

/** The keys while a question is asked. */
export const questionKeys: readonly ListedKey[] = [
  {action: 'yes', keys: ['y'], bar: 'yes', meaning: 'Answer with yes.'},
  {action: 'no', keys: ['n'], bar: 'no, like any other key', meaning: 'Answer with no.'},
];

/** Where a panel is shown. */
export type Place = {
  /** What Esc does first: clear a filter, drop values, stop a run, go back; absent: nothing. */
  escapes: 'clear' | 'drop' | 'unmark' | 'stop' | 'back' | undefined;
  recorded: boolean;
  /** Actions that are not possible on this host. */
  impossible: ReadonlySet<string>;
  /** Actions without effect in the present state: only in the help. */
  idle?: ReadonlySet<string>;
};

/** The keys of a panel in this place, for the bar and the help. */
export function keysInPlace(
  keys: readonly ListedKey[],
  {escapes, recorded, impossible, idle}: Place,
): readonly ListedKey[] {
  const placed = keys.map((entry): ListedKey => {
    const {bar: _, ...rest} = entry;
    if (idle?.has(entry.action)) return rest;
    if (impossible.has(entry.action)) return {...entry, unavailable: true};
    if (entry.keys[0] !== 'escape') return entry;
    return escapes === undefined ? rest : {...rest, bar: escapes, priority: 9};
  });
  return recorded ? withReplayKeys(placed) : placed;
}
