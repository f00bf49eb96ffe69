import {useState} from 'react';
import {wrapWords} from '../../text/wrap.js';
import {Line, paintLine, type Span} from '../draw/line.js';
import {windowStart} from '../draw/list.js';
import {scrollTarget} from '../draw/scroll.js';
import {useTheme} from '../draw/theme.js';
import type {SortMenu} from '../frame/frameContext.js';
import type {ListedKey} from '../keys/keyTable.js';
import {keysOf, passesPanel} from '../keys/panelKeys.js';
import {useKeys} from '../keys/useKeys.js';

export const sortMenuKeys: readonly ListedKey[] = [
  {action: 'choose', keys: ['enter'], bar: 'sort', priority: 9, meaning: 'Sort by this column.'},
  ...keysOf('back'),
];

type SortMenuProps = {menu: SortMenu; width: number; height: number; close: () => void};

/** The columns that a list can be sorted by, one per line, the meaning of the selected one in full. */
export function SortMenuView({menu, width, height, close}: SortMenuProps) {
  const theme = useTheme();
  const {columns, sortTitle, choose} = menu;
  const [selected, setSelected] = useState(() =>
    Math.max(
      0,
      columns.findIndex(({title}) => title === sortTitle),
    ),
  );
  const page = height - 1;
  const last = columns.length - 1;
  useKeys('panel', (key) => {
    const target = scrollTarget(key, selected, page, last);
    if (target !== undefined) setSelected(Math.max(0, Math.min(last, target)));
    else if (key === 'enter') {
      close();
      choose(columns[selected]?.title ?? sortTitle);
    } else if (key === 'escape' || key === 'q' || key === 'f6') close();
    else return passesPanel(key) ? false : 'unused';
    return true;
  });
  const titleWidth = Math.max(...columns.map(({title}) => title.length)) + 2;
  const indent = ' '.repeat(titleWidth + hiddenText.length + 1);
  const [meaning = '', ...more] = wrapWords(
    columns[selected]?.meaning ?? '',
    Math.max(20, width - indent.length - 1),
  );
  const start = windowStart(0, selected + more.length, page, columns.length + more.length);
  const lines = columns.flatMap((column, index) => {
    const isSelected = index === selected;
    const mark = isSelected ? theme.glyphs.selected : ' ';
    const first: Span[] = [
      [isSelected ? 'accent' : 'bold', (mark + column.title).padEnd(titleWidth)],
      ['dim', column.isShown ? ' '.repeat(hiddenText.length) : hiddenText],
      ` ${isSelected ? meaning : column.meaning}`,
    ];
    return [first, ...(isSelected ? more.map((line): Span[] => [indent, line]) : [])];
  });
  const heading = paintLine(theme, [['accent', ' sort by']], width);
  return [
    <Line key="heading" text={heading} />,
    ...lines.slice(start, start + page).map((spans, index) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: a line of the menu is its place.
      <Line key={index} text={paintLine(theme, spans, width)} />
    )),
  ];
}

const hiddenText = '(hidden)';
