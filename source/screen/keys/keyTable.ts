/** Every key of the live screen: the bar at the bottom and the help are made from this table. */
export type KeyEntry = {
  action: Action;
  /** Names as `useKeys` reports them; the first stands in the bar. */
  keys: readonly string[];
  /** Word in the bar; absent: only in the help. */
  bar?: string;
  /** The lowest leaves the bar first when the screen is narrow. */
  keep?: number;
  /** Changes the kernel: greyed where nothing can be written. */
  writes?: boolean;
  meaning: string;
};

/** A key as the bar and the help show it, whatever it does. */
export type ListedKey = Omit<KeyEntry, 'action'> & {action: string};

export type Action =
  | 'open'
  | 'tree'
  | 'guide'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'filter'
  | 'sortLeft'
  | 'sortRight'
  | 'reverse'
  | 'startStop'
  | 'tune'
  | 'pagesHalve'
  | 'pagesDouble'
  | 'sleepHalve'
  | 'sleepDouble'
  | 'unmerge'
  | 'undo'
  | 'restoreStart'
  | 'persist'
  | 'chart'
  | 'chartShared'
  | 'chartSharing'
  | 'chartUnshared'
  | 'chartVolatile'
  | 'chartAll'
  | 'advice'
  | 'pause'
  | 'slower'
  | 'faster'
  | 'sampleNow'
  | 'redraw'
  | 'suspend'
  | 'help'
  | 'back'
  | 'quit';

export const keyTable: readonly KeyEntry[] = [
  {
    action: 'open',
    keys: ['enter'],
    bar: 'open',
    keep: 9,
    meaning: 'Opens the row: container, its processes, one process.',
  },
  {action: 'tree', keys: ['T'], meaning: 'Processes as a tree of parents, and back.'},
  {
    action: 'filter',
    keys: ['/', 'f4'],
    bar: 'filter',
    keep: 6,
    meaning: 'Shows only rows that hold a text; Esc clears it.',
  },
  {
    action: 'sortLeft',
    keys: ['<', ','],
    bar: 'sort',
    keep: 5,
    meaning: 'Sorts by the column to the left.',
  },
  {action: 'sortRight', keys: ['>', '.'], meaning: 'Sorts by the column to the right.'},
  {action: 'reverse', keys: ['I', 'f6'], meaning: 'Turns the order of the rows around.'},
  {
    action: 'startStop',
    keys: ['s'],
    bar: 'start/stop',
    keep: 8,
    writes: true,
    meaning: 'Starts ksmd; stops it after asking. Merged pages stay merged.',
  },
  {
    action: 'tune',
    keys: ['t'],
    bar: 'tune',
    keep: 7,
    meaning: 'Tuning: every parameter, forecasts, presets, changes.',
  },
  {
    action: 'pagesHalve',
    keys: ['['],
    bar: 'pages',
    keep: 4,
    writes: true,
    meaning: 'Halves pages_to_scan: less CPU, slower merging.',
  },
  {
    action: 'pagesDouble',
    keys: [']'],
    writes: true,
    meaning: 'Doubles pages_to_scan: faster merging, more CPU.',
  },
  {
    action: 'sleepHalve',
    keys: ['{'],
    bar: 'sleep',
    keep: 3,
    writes: true,
    meaning: 'Halves sleep_millisecs: faster merging, more CPU.',
  },
  {
    action: 'sleepDouble',
    keys: ['}'],
    writes: true,
    meaning: 'Doubles sleep_millisecs: less CPU, slower merging.',
  },
  {
    action: 'unmerge',
    keys: ['u'],
    bar: 'unmerge',
    keep: 3,
    writes: true,
    meaning: 'Stops ksmd and takes all merged pages apart, after asking; needs memory.',
  },
  {
    action: 'undo',
    keys: ['z'],
    bar: 'undo',
    keep: 4,
    writes: true,
    meaning: 'Takes the last change back.',
  },
  {
    action: 'restoreStart',
    keys: ['Z'],
    writes: true,
    meaning: 'Brings back every parameter as it was when ksmtop was started.',
  },
  {
    action: 'persist',
    keys: ['w'],
    writes: true,
    meaning: 'Keeps the parameters over a reboot, after showing how.',
  },
  {
    action: 'chart',
    keys: ['c'],
    bar: 'chart',
    keep: 7,
    meaning: 'Large chart instead of the four trends, and back.',
  },
  {action: 'chartShared', keys: ['1'], meaning: 'Chart: pages_shared.'},
  {action: 'chartSharing', keys: ['2'], meaning: 'Chart: pages_sharing.'},
  {action: 'chartUnshared', keys: ['3'], meaning: 'Chart: pages_unshared.'},
  {action: 'chartVolatile', keys: ['4'], meaning: 'Chart: pages_volatile.'},
  {action: 'chartAll', keys: ['5'], meaning: 'Chart: all four counters.'},
  {
    action: 'advice',
    keys: ['a'],
    bar: 'advice',
    keep: 5,
    meaning: 'All advice, each with its cure and its reason; Esc closes it.',
  },
  {
    action: 'guide',
    keys: ['i'],
    bar: 'guide',
    keep: 3,
    meaning: 'How to opt in the programs of this container, step by step.',
  },
  {
    action: 'pause',
    keys: ['space'],
    bar: 'pause',
    keep: 6,
    meaning: 'The screen stands still; sampling goes on.',
  },
  {
    action: 'slower',
    keys: ['+'],
    bar: 'interval',
    keep: 2,
    meaning: 'Longer interval between samples.',
  },
  {action: 'faster', keys: ['-'], meaning: 'Shorter interval between samples.'},
  {action: 'sampleNow', keys: ['f5'], meaning: 'Takes a sample now.'},
  {action: 'redraw', keys: ['ctrl-l'], meaning: 'Draws the screen anew.'},
  {
    action: 'suspend',
    keys: ['ctrl-z'],
    meaning: 'Gives the shell the terminal; fg brings ksmtop back.',
  },
  {action: 'up', keys: ['up', 'k'], meaning: 'One row up.'},
  {action: 'down', keys: ['down', 'j'], meaning: 'One row down.'},
  {action: 'pageUp', keys: ['pageup', 'ctrl-b'], meaning: 'One page up.'},
  {action: 'pageDown', keys: ['pagedown', 'ctrl-f'], meaning: 'One page down.'},
  {action: 'first', keys: ['home', 'g'], meaning: 'First row.'},
  {action: 'last', keys: ['end', 'G'], meaning: 'Last row.'},
  {
    action: 'help',
    keys: ['?', 'h', 'f1'],
    bar: 'help',
    keep: 9,
    meaning: 'This page: keys, counters, columns.',
  },
  {
    action: 'back',
    keys: ['escape'],
    meaning: 'One level back; at the first level clears the filter.',
  },
  {
    action: 'quit',
    keys: ['q', 'f10', 'ctrl-c'],
    bar: 'quit',
    keep: 10,
    meaning: 'Ends ksmtop; KSM stays as it is, and what was changed is said.',
  },
];

const actionsByKey: ReadonlyMap<string, KeyEntry> = new Map(
  keyTable.flatMap((entry) => entry.keys.map((key) => [key, entry] as const)),
);

export function findKey(key: string): KeyEntry | undefined {
  return actionsByKey.get(key);
}

/** Keys that are for the whole screen, whatever panel or prompt is open. */
export const outerKeys: ReadonlySet<string> = new Set(['ctrl-c', 'ctrl-l', 'ctrl-z', 'f10']);
