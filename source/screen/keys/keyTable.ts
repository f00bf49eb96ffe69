/** A key as the bar and the help show it. */
export type ListedKey = {
  action: string;
  /** Names as `useKeys` reports them; the bar shows the first. */
  keys: readonly string[];
  /** Word in the bar; absent: only in the help. */
  bar?: string;
  /** Word in the bar where nothing can be changed; absent: the same. */
  readOnlyBar?: string;
  /** The entry with the lowest is dropped first from a narrow bar. */
  priority?: number;
  /** Changes the kernel: dimmed when read-only. */
  writes?: boolean;
  /** Dimmed: it only says why it is not possible here. */
  unavailable?: boolean;
  meaning: string;
};

const entries = [
  {
    action: 'open',
    keys: ['enter'],
    bar: 'open',
    priority: 9,
    meaning: 'Open the row: a container, then one of its processes.',
  },
  {action: 'tree', keys: ['T', 'f5'], meaning: 'Show processes as a tree, or as a list again.'},
  {
    action: 'filter',
    keys: ['/', 'f4'],
    bar: 'filter',
    priority: 6,
    meaning: 'Show only rows containing a text; Esc clears the filter.',
  },
  {
    action: 'find',
    keys: ['f3'],
    meaning: 'Move to a row containing a text; F3 again: to the next.',
  },
  {
    action: 'sortLeft',
    keys: ['<', ','],
    bar: 'sort',
    priority: 6,
    meaning: 'Sort by the shown column to the left.',
  },
  {action: 'sortRight', keys: ['>', '.'], meaning: 'Sort by the shown column to the right.'},
  {action: 'sortMenu', keys: ['f6'], meaning: 'Choose the column to sort by, hidden ones too.'},
  {action: 'reverse', keys: ['I'], meaning: 'Reverse the sort order.'},
  {
    action: 'problems',
    keys: ['P'],
    meaning: 'Sort problems first: losing, requested, costly, then the rest.',
  },
  {
    action: 'columns',
    keys: ['f2'],
    bar: 'columns',
    priority: 3,
    meaning: 'Choose columns and their order.',
  },
  {
    action: 'optionalColumns',
    keys: ['C'],
    meaning: 'Show or hide the optional columns (CHARGED).',
  },
  {
    action: 'startStop',
    keys: ['s'],
    bar: 'start/stop',
    priority: 8,
    writes: true,
    meaning: 'Start ksmd; where it runs, stop it after confirmation. Merged pages stay merged.',
  },
  {
    action: 'stop',
    keys: ['S'],
    writes: true,
    meaning: 'Stop ksmd, after confirmation.',
  },
  {
    action: 'tune',
    keys: ['t'],
    bar: 'tune',
    priority: 7,
    meaning: 'Tune: parameters with forecasts, presets, changes.',
  },
  {
    action: 'presets',
    keys: ['p'],
    bar: 'presets',
    priority: 3,
    meaning: 'Choose a preset for the tuning panel, with its forecast.',
  },
  {
    action: 'pagesHalve',
    keys: ['['],
    bar: 'pages',
    priority: 4,
    writes: true,
    meaning: 'Halve pages_to_scan: less CPU, slower merging.',
  },
  {
    action: 'pagesDouble',
    keys: [']'],
    writes: true,
    meaning: 'Double pages_to_scan: faster merging, more CPU.',
  },
  {
    action: 'sleepHalve',
    keys: ['{'],
    bar: 'sleep',
    priority: 2,
    writes: true,
    meaning: 'Halve sleep_millisecs: faster merging, more CPU.',
  },
  {
    action: 'sleepDouble',
    keys: ['}'],
    writes: true,
    meaning: 'Double sleep_millisecs: less CPU, slower merging.',
  },
  {
    action: 'unmerge',
    keys: ['u'],
    bar: 'unmerge',
    priority: 3,
    writes: true,
    meaning: 'Stop ksmd and unmerge all pages, after confirmation; needs memory.',
  },
  {
    action: 'undo',
    keys: ['z'],
    bar: 'undo',
    priority: 4,
    writes: true,
    meaning: 'Undo the last change.',
  },
  {
    action: 'restoreStart',
    keys: ['Z'],
    writes: true,
    meaning: 'List what ksmtop changed since it started, and restore it after confirmation.',
  },
  {
    action: 'persist',
    keys: ['w'],
    writes: true,
    meaning: 'Keep the parameters across reboots; shows the files before writing them.',
  },
  {
    action: 'chart',
    keys: ['c'],
    bar: 'chart',
    priority: 7,
    meaning: 'Toggle between the four trends and a large chart.',
  },
  {action: 'chartShared', keys: ['1'], meaning: 'Chart pages_shared.'},
  {action: 'chartSharing', keys: ['2'], meaning: 'Chart pages_sharing.'},
  {action: 'chartUnshared', keys: ['3'], meaning: 'Chart pages_unshared.'},
  {action: 'chartVolatile', keys: ['4'], meaning: 'Chart pages_volatile.'},
  {action: 'chartAll', keys: ['5'], meaning: 'Chart all four counters.'},
  {
    action: 'saveView',
    keys: ['W'],
    meaning: 'Save this view: interval, chart, sorting, columns, theme, mouse.',
  },
  {
    action: 'advice',
    keys: ['a'],
    bar: 'advice',
    priority: 5,
    meaning: 'Show all advice with cures and reasons; Esc closes it.',
  },
  {
    action: 'guide',
    keys: ['i'],
    bar: 'guide',
    priority: 3,
    meaning: 'Show how to opt in the programs of this container, step by step.',
  },
  {
    action: 'estimate',
    keys: ['e'],
    bar: 'estimate',
    priority: 3,
    meaning: 'Estimate what KSM would save of containers that are not opted in.',
  },
  {
    action: 'map',
    keys: ['m'],
    bar: 'map',
    priority: 3,
    meaning: 'Show which containers share merged pages with one another.',
  },
  {
    action: 'optIn',
    keys: ['o'],
    bar: 'opt in',
    priority: 4,
    writes: true,
    meaning:
      'Opt in the container or process while it runs, after a question that states the cost.',
  },
  {
    action: 'optOut',
    keys: ['O'],
    writes: true,
    meaning: 'Opt the container or process out again, after a question.',
  },
  {
    action: 'pause',
    keys: ['space'],
    bar: 'pause',
    priority: 5,
    meaning: 'Freeze the display; sampling continues.',
  },
  {
    action: 'slower',
    keys: ['+'],
    bar: 'interval',
    priority: 2,
    meaning: 'Lengthen the sampling interval.',
  },
  {action: 'faster', keys: ['-'], meaning: 'Shorten the sampling interval.'},
  {action: 'sampleNow', keys: ['ctrl-r'], meaning: 'Take a sample now.'},
  {action: 'redraw', keys: ['ctrl-l'], meaning: 'Redraw the screen.'},
  {
    action: 'copy',
    keys: ['Y'],
    meaning: 'Copy the row or cure.',
  },
  {
    action: 'mouse',
    keys: ['M'],
    meaning: 'Toggle the mouse.',
  },
  {
    action: 'suspend',
    keys: ['ctrl-z'],
    meaning: 'Suspend; `fg` resumes.',
  },
  {action: 'up', keys: ['up', 'k'], meaning: 'Move up one row.'},
  {action: 'down', keys: ['down', 'j'], meaning: 'Move down one row.'},
  {action: 'pageUp', keys: ['pageup', 'ctrl-b'], meaning: 'Move up one page.'},
  {action: 'pageDown', keys: ['pagedown', 'ctrl-f'], meaning: 'Move down one page.'},
  {action: 'first', keys: ['home', 'g'], meaning: 'Move to the first row.'},
  {action: 'last', keys: ['end', 'G'], meaning: 'Move to the last row.'},
  {
    action: 'help',
    keys: ['?', 'h', 'f1'],
    bar: 'help',
    priority: 9,
    meaning: 'Show this help: keys, counters, columns.',
  },
  {
    action: 'back',
    keys: ['escape'],
    meaning: 'Clear the filter, or go back one level.',
  },
  {
    action: 'quit',
    keys: ['q', 'f10', 'ctrl-c'],
    bar: 'quit',
    priority: 10,
    meaning: 'Quit ksmtop and list the settings left changed; KSM keeps them.',
  },
] as const satisfies readonly ListedKey[];

/** What a key of the live screen does. */
export type Action = (typeof entries)[number]['action'];

export type KeyEntry = ListedKey & {action: Action};

/** Every key of the live screen; the key bar and the help are generated from this table. */
export const keyTable: readonly KeyEntry[] = entries;

const actionsByKey: ReadonlyMap<string, KeyEntry> = new Map(
  keyTable.flatMap((entry) => entry.keys.map((key) => [key, entry] as const)),
);

export function findKey(key: string): KeyEntry | undefined {
  return actionsByKey.get(key);
}

/** Keys that always go to the whole screen, even with a panel or prompt open. */
export const globalKeys: ReadonlySet<string> = new Set(['ctrl-c', 'ctrl-l', 'ctrl-z', 'f10']);

/** What some keys of the live screen do. */
export type Actions = Partial<Record<Action, () => void>>;

/** Does what a key means, and returns whether it means any of these actions. */
export function runAction<Name extends string>(
  actions: Readonly<Partial<Record<Name, (() => void) | undefined>>>,
  action: Name | undefined,
): boolean {
  const run = action && actions[action];
  run?.();
  return run !== undefined;
}
