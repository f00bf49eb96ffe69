import {useState} from 'react';
import {ExplainedList} from '../draw/explainedList.js';
import type {Span} from '../draw/line.js';
import {scrollTarget} from '../draw/scroll.js';
import {useTheme} from '../draw/theme.js';
import type {ListedKey} from '../keys/keyTable.js';
import {keysOf, passesPanel} from '../keys/panelKeys.js';
import {useKeys} from '../keys/useKeys.js';
import {
  type ColumnChoice,
  chooseAll,
  columnChoices,
  columnsWithoutRoom,
} from '../settings/columnChoice.js';
import {type ListKind, usualView, type ViewStore} from '../settings/viewState.js';
import {ViewTitle} from './viewTitle.js';

const entries = [
  {
    action: 'toggleColumn',
    keys: ['space', 'enter'],
    bar: 'show/hide',
    priority: 9,
    meaning: 'Show the column, or hide it.',
  },
  {
    action: 'moveLeft',
    keys: ['<', ',', 'f7'],
    bar: 'move',
    priority: 8,
    meaning: 'Move the column to the left in the list, up in this panel.',
  },
  {
    action: 'moveRight',
    keys: ['>', '.', 'f8'],
    meaning: 'Move the column to the right in the list, down in this panel.',
  },
  {action: 'usualColumns', keys: ['r'], bar: 'reset', meaning: 'Choose the usual columns again.'},
] as const satisfies readonly ListedKey[];

export const columnsKeys: readonly ListedKey[] = [...entries, ...keysOf('back')];

type ColumnsProps = {
  view: ViewStore;
  kind: ListKind;
  width: number;
  height: number;
  /** Its first line on the screen. */
  top: number;
  close: () => void;
};

/** Chooses and orders the columns of the lists of a kind; each change counts at once. */
export function ColumnsView({view, kind, width, height, top, close}: ColumnsProps) {
  const theme = useTheme();
  // A hidden column keeps its place while the panel is open.
  const [choices, setChoices] = useState(() => columnChoices(view.getState(), kind));
  const [selected, setSelected] = useState(0);
  const page = height - 1;
  const last = choices.length - 1;
  const moveTo = (index: number) => setSelected(Math.max(0, Math.min(last, index)));
  const choose = (next: readonly ColumnChoice[]) => {
    // A list without columns would show nothing.
    if (!next.some(({isShown}) => isShown)) return;
    setChoices(next);
    chooseAll(view, kind, next);
  };
  const moveBy = (step: -1 | 1) => {
    const column = choices[selected];
    const target = selected + step;
    if (!column || target < 0 || target > last) return;
    choose(choices.toSpliced(selected, 1).toSpliced(target, 0, column));
    setSelected(target);
  };
  const actions: Readonly<Record<(typeof entries)[number]['action'], () => void>> = {
    toggleColumn: () =>
      choose(
        choices.map((column, index) =>
          index === selected ? {...column, isShown: !column.isShown} : column,
        ),
      ),
    moveLeft: () => moveBy(-1),
    moveRight: () => moveBy(1),
    usualColumns: () => choose(columnChoices(usualView, kind)),
  };
  useKeys('panel', (key) => {
    const entry = entries.find(({keys}) => (keys as readonly string[]).includes(key));
    const target = scrollTarget(key, selected, page, last);
    if (entry) actions[entry.action]();
    else if (target !== undefined) moveTo(target);
    else if (key === 'escape' || key === 'q' || key === 'f2') close();
    else return passesPanel(key) ? false : 'unused';
    return true;
  });
  const titleWidth = Math.max(...choices.map(({title}) => title.length)) + 2;
  const withoutRoom = columnsWithoutRoom(choices, width);
  const rows = choices.map((column, index) => {
    const {title, meaning, isShown} = column;
    const isSelected = index === selected;
    const note = withoutRoom.has(column) ? '(no room)' : '';
    const head: Span[] = [
      [isSelected ? 'accent' : 'bold', isSelected ? theme.glyphs.selected : ' '],
      [isShown ? 'plain' : 'dim', isShown ? '[x] ' : '[ ] '],
      [isSelected ? 'accent' : isShown ? 'bold' : 'dim', title.padEnd(titleWidth)],
      ['dim', note.padEnd(9)],
    ];
    return {head, meaning};
  });
  return (
    <>
      <ViewTitle
        name="columns"
        about={['dim', 'from left to right, as far as there is room; W saves them']}
        width={width}
      />
      <ExplainedList
        {...{rows, selected, width}}
        height={page}
        top={top + 1}
        select={moveTo}
        open={actions.toggleColumn}
      />
    </>
  );
}
