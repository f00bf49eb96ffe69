import {memo} from 'react';
import {widthOf} from '../../text/width.js';
import {type Item, Line, paintItems, placeItems, type Span} from '../draw/line.js';
import {type Theme, useTheme} from '../draw/theme.js';
import {useZones} from '../mouse/useZones.js';
import type {Zone} from '../mouse/zone.js';
import {keyLabel} from './keyLabel.js';
import type {ListedKey} from './keyTable.js';

type KeyBarProps = {
  keys: readonly ListedKey[];
  width: number;
  /** The line of the screen that it is. */
  line: number;
  readOnly: boolean;
};

/** The last line: the most important keys here; writing keys are dimmed when read-only. */
export const KeyBar = memo(function KeyBar({keys, width, line, readOnly}: KeyBarProps) {
  const theme = useTheme();
  const items = itemsOf(keys, readOnly);
  useZones('bar', keyZones(theme, items, width, line));
  return <Line text={paintItems(theme, items, width, gap)} />;
}, isSameBar);

/** The keys are listed again for each sample, and seldom differ. */
function isSameBar(before: KeyBarProps, now: KeyBarProps): boolean {
  return (
    before.width === now.width &&
    before.line === now.line &&
    before.readOnly === now.readOnly &&
    before.keys.length === now.keys.length &&
    now.keys.every((key, index) => isSameKey(before.keys[index], key))
  );
}

function isSameKey(before: ListedKey | undefined, now: ListedKey): boolean {
  return before === now || shownOfKey.every((field) => before?.[field] === now[field]);
}

/** What decides how a key is shown, and what a click on it does. */
const shownOfKey = [
  ...(['action', 'keys', 'bar', 'readOnlyBar'] as const),
  ...(['priority', 'writes', 'unavailable'] as const),
];

/** Columns between two keys. */
const gap = 2;

type KeyItem = Item & {action: string; shownKeys: readonly string[]};

function itemsOf(table: readonly ListedKey[], readOnly: boolean): KeyItem[] {
  return table
    .filter(({bar}) => bar)
    .map(({keys, bar: usualBar, readOnlyBar, priority = 0, writes, unavailable, action}) => {
      const bar = (readOnly && readOnlyBar) || usualBar;
      const shownKeys = [...keys.slice(0, 1), ...(opposites[action] ?? [])];
      const label = shownKeys.map(keyLabel).join(' ');
      const spans: Span[] =
        unavailable || (writes && readOnly)
          ? [['dim', `${label} ${bar}`]]
          : [
              ['bold', label],
              ['dim', ` ${bar}`],
            ];
      return {priority, spans, action, shownKeys};
    });
}

/** Where each key can be clicked: of several with one word their labels alone, else the word, too. */
function keyZones(theme: Theme, items: readonly KeyItem[], width: number, line: number): Zone[] {
  return placeItems(theme, items, width, gap).flatMap(({item, left, width: itemWidth}) => {
    const {action, shownKeys} = item;
    let place = left;
    return shownKeys.map((key): Zone => {
      const labelWidth = widthOf(theme.spell(keyLabel(key)));
      const zone: Zone = {
        id: `${action} ${key}`,
        ...{top: line, left: place, height: 1},
        width: shownKeys.length === 1 ? itemWidth : labelWidth,
        at: () => ({kind: 'key', key}),
      };
      place += labelWidth + 1;
      return zone;
    });
  });
}

/** Keys shown with their opposites in the bar. */
const opposites: Readonly<Record<string, readonly string[]>> = {
  scroll: ['down'],
  select: ['down'],
  chooseOption: ['right'],
  move: ['down', 'left', 'right'],
  page: ['pageup'],
  sortLeft: ['>'],
  moveLeft: ['>'],
  pagesHalve: [']'],
  sleepHalve: ['}'],
  slower: ['-'],
  rangeLonger: ['R'],
  startStop: ['S'],
  stepBack: ['right'],
  stepDown: ['right'],
  minuteBack: ['pagedown'],
  speedUp: ['-'],
};
