import {memo} from 'react';
import {type Item, Line, paintItems, type Span} from '../draw/line.js';
import {useTheme} from '../draw/theme.js';
import {keyLabel} from './keyLabel.js';
import type {ListedKey} from './keyTable.js';

type KeyBarProps = {keys: readonly ListedKey[]; width: number; readOnly: boolean};

/** The last line: the most important keys here; writing keys are dimmed when read-only. */
export const KeyBar = memo(function KeyBar({keys: table, width, readOnly}: KeyBarProps) {
  const theme = useTheme();
  const items = table
    .filter(({bar}) => bar)
    .map(({keys, bar, priority = 0, writes, unavailable, action}): Item => {
      const opposite = opposites[action];
      const label = keyLabel(keys[0] ?? '') + (opposite ? ` ${opposite}` : '');
      const spans: Span[] =
        unavailable || (writes && readOnly)
          ? [['dim', `${label} ${bar}`]]
          : [
              ['bold', label],
              ['dim', ` ${bar}`],
            ];
      return {priority, spans};
    });
  return <Line text={paintItems(theme, items, width, 2)} />;
});

/** Keys shown with their opposite in the bar. */
const opposites: Readonly<Record<string, string>> = {
  scroll: '↓',
  select: '↓',
  move: '↓ ← →',
  page: 'PgUp',
  sortLeft: '>',
  moveLeft: '>',
  pagesHalve: ']',
  sleepHalve: '}',
  slower: '-',
  rangeLonger: 'R',
  startStop: 'S',
  stepBack: '→',
  stepDown: '→',
  minuteBack: 'PgDn',
  speedUp: '-',
};
