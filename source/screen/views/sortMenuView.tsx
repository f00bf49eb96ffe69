import {useState} from 'react';
import {ExplainedList} from '../draw/explainedList.js';
import type {Span} from '../draw/line.js';
import {scrollTarget} from '../draw/scroll.js';
import {useTheme} from '../draw/theme.js';
import type {SortMenu} from '../frame/frameContext.js';
import type {ListedKey} from '../keys/keyTable.js';
import {keysOf, passesPanel} from '../keys/panelKeys.js';
import {useKeys} from '../keys/useKeys.js';
import {ViewTitle} from './viewTitle.js';

export const sortMenuKeys: readonly ListedKey[] = [
  {action: 'choose', keys: ['enter'], bar: 'sort', priority: 9, meaning: 'Sort by this column.'},
  ...keysOf('back'),
];

type SortMenuProps = {
  menu: SortMenu;
  width: number;
  height: number;
  /** Its first line on the screen. */
  top: number;
  close: () => void;
};

/** The columns that a list can be sorted by, one per line. */
export function SortMenuView({menu, width, height, top, close}: SortMenuProps) {
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
  const chooseSelected = () => {
    close();
    choose(columns[selected]?.title ?? sortTitle);
  };
  useKeys('panel', (key) => {
    const target = scrollTarget(key, selected, page, last);
    if (target !== undefined) setSelected(Math.max(0, Math.min(last, target)));
    else if (key === 'enter') chooseSelected();
    else if (key === 'escape' || key === 'q' || key === 'f6') close();
    else return passesPanel(key) ? false : 'unused';
    return true;
  });
  const titleWidth = Math.max(...columns.map(({title}) => title.length)) + 2;
  const rows = columns.map(({title, meaning, isShown}, index) => {
    const isSelected = index === selected;
    const mark = isSelected ? theme.glyphs.selected : ' ';
    const head: Span[] = [
      [isSelected ? 'accent' : 'bold', (mark + title).padEnd(titleWidth)],
      ['dim', (isShown ? '' : '(hidden)').padEnd(8)],
    ];
    return {head, meaning};
  });
  return (
    <>
      <ViewTitle name="sort" about={['dim', 'by one of these columns']} width={width} />
      <ExplainedList
        {...{rows, selected, width}}
        height={page}
        top={top + 1}
        select={setSelected}
        open={chooseSelected}
      />
    </>
  );
}
