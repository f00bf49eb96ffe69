import {useLayoutEffect, useMemo, useRef, useSyncExternalStore} from 'react';
import {clockTime} from '../../../text/clock.js';
import {formatBytes} from '../../../text/units.js';
import {wrapWords} from '../../../text/wrap.js';
import {useListFrame} from '../../frame/frameContext.js';
import {type Action, findKey} from '../../keys/keyTable.js';
import {useCopy} from '../../keys/useCopy.js';
import {useKeys} from '../../keys/useKeys.js';
import {useZones} from '../../mouse/useZones.js';
import {arrangeLists, type ListKind} from '../../settings/viewState.js';
import {type Item, Line, paintLine} from '../line.js';
import {useTheme} from '../theme.js';
import {captionLine} from './caption.js';
import {chooseColumns} from './chosenColumns.js';
import {type Arrangement, type Column, paintHeadings, paintRow} from './columns.js';
import {
  arrange as arrangeRows,
  findRow,
  type ListState,
  nextSortTitle,
  selectedIndex,
  sortsDescending,
  windowStart,
} from './list.js';
import {headLines, listZones} from './listZones.js';
import {usePlacedColumns} from './usePlacedColumns.js';

export type LongListProps<Row> = {
  /** The key under which its selection and filter are kept. */
  name: string;
  /** Lists of one kind are sorted by the same column, and show the same columns. */
  kind: ListKind;
  rows: readonly Row[];
  columns: ReadonlyArray<Column<Row>>;
  idOf: (row: Row) => string;
  /** The text that the filter searches and that breaks ties. */
  textOf: (row: Row) => string;
  /** Rearranges the sorted rows, for a tree. */
  regroup?: ((arranged: readonly Row[]) => readonly Row[]) | undefined;
  /** The subject of the list, shown above it. */
  about?: readonly Item[];
  /** Shown when there are no rows. */
  empty: string;
  /** What identifies a row outside of ksmtop; absent: its text. Untrusted. */
  copyOf?: (row: Row) => string;
  /** When the values of the trends were read, the newest last. */
  history?: ReadonlyArray<{timeMs: number}>;
  /** Enter on a row. */
  onOpen?: (row: Row) => void;
  /** Handles the keys of this list; returns whether it used the key. */
  onKey?: (key: string, selected: Row | undefined, list: ShownList<Row>) => boolean;
  /** Another row was selected; undefined: none. */
  onSelect?: (id: string | undefined) => void;
};

/** A list as it is shown. */
export type ShownList<Row> = {arranged: readonly Row[]; moveDown: () => void};

/** A list of up to thousands of rows: one pre-cut line per row, windowed, sorted, filtered. */
export function LongList<Row>(props: LongListProps<Row>) {
  const {name, kind, rows, columns, idOf, textOf, regroup, onOpen, onKey} = props;
  const {width, height, top, view, listState, setListState, edit, remark, openSortMenu} =
    useListFrame();
  const theme = useTheme();
  const state = listState(name);
  const {filter, selectedId} = state;
  const arrangement = useSyncExternalStore(view.subscribe, view.getState).arrangements[kind];
  const {sortTitle, descending} = arrangement;
  const sorted = useMemo(
    () => arrangeRows(rows, columns, {sortTitle, descending, filter}, textOf),
    [rows, columns, sortTitle, descending, filter, textOf],
  );
  const arranged = regroup?.(sorted) ?? sorted;
  const placed = usePlacedColumns(chooseColumns(columns, arrangement), arranged, width);
  const lastIndex = useRef(0);
  const selected = selectedIndex(arranged, idOf, selectedId, lastIndex.current);
  lastIndex.current = selected;
  const start = useRef(0);
  const page = height - headLines;
  start.current = windowStart(start.current, selected, page, arranged.length);

  const change = (next: Partial<ListState>) => setListState(name, {...state, ...next});
  const arrange = (next: Partial<Arrangement>) => arrangeLists(view, kind, next);
  const moveTo = (index: number) => {
    const row = arranged[Math.min(arranged.length - 1, Math.max(0, index))];
    if (row) change({selectedId: idOf(row)});
  };
  const newest = useRef({arranged, selected});
  newest.current = {arranged, selected};
  const sortBy = (title: string) => {
    const column = columns.find((each) => each.title === title);
    if (!column || title === sortTitle) return;
    arrange({sortTitle: title, descending: sortsDescending(column, rows)});
  };
  const shownColumns = placed.map(({column}) => column);
  const copy = useCopy(remark);
  const find = () => {
    const goTo = (text: string, from: number) => {
      const row = findRow(newest.current.arranged, textOf, text, from);
      if (row) change({selectedId: idOf(row)});
    };
    edit({
      label: 'find',
      text: '',
      hint: 'F3 next, Enter stays here, Esc goes back',
      onChange: (text) => goTo(text, selected),
      onNext: (text) => goTo(text, newest.current.selected + 1),
      onCancel: () => setListState(name, state),
      problemOf: (text) =>
        text === '' || findRow(newest.current.arranged, textOf, text, 0)
          ? undefined
          : 'no row contains it',
    });
  };
  const actions: Partial<Record<Action, () => void>> = {
    up: () => moveTo(selected - 1),
    down: () => moveTo(selected + 1),
    pageUp: () => moveTo(selected - page),
    pageDown: () => moveTo(selected + page),
    first: () => moveTo(0),
    last: () => moveTo(arranged.length - 1),
    sortLeft: () => sortBy(nextSortTitle(shownColumns, sortTitle, -1)),
    sortRight: () => sortBy(nextSortTitle(shownColumns, sortTitle, 1)),
    sortMenu: () =>
      openSortMenu({
        sortTitle,
        columns: columns
          .filter(({sortValue}) => sortValue)
          .map((column) => ({...column, isShown: shownColumns.includes(column)})),
        choose: sortBy,
      }),
    find,
    copy() {
      const row = arranged[selected];
      copy(row === undefined ? '' : (props.copyOf ?? textOf)(row));
    },
    reverse: () => arrange({descending: !descending}),
    problems: () => {
      const ranking = columns.find(({ranksProblems}) => ranksProblems);
      if (!ranking) return;
      arrange({sortTitle: ranking.title, descending: true});
      change({selectedId: undefined});
    },
    filter: () =>
      edit({
        label: 'filter',
        text: filter,
        hint: 'Enter applies, Esc cancels',
        onChange: (text) => change({filter: text}),
        onCancel: () => change({filter: ''}),
      }),
  };
  const takeKey = (key: string): boolean => {
    const row = arranged[selected];
    if (onKey?.(key, row, {arranged, moveDown: () => moveTo(selected + 1)})) return true;
    if (key === 'enter' && onOpen && row !== undefined) {
      onOpen(row);
      return true;
    }
    if (key === 'escape' && filter !== '') {
      change({filter: ''});
      return true;
    }
    const action = actions[findKey(key)?.action ?? 'quit'];
    action?.();
    return action !== undefined;
  };
  useKeys('list', takeKey);

  const selectedRow = arranged[selected];
  const shownId = selectedRow === undefined ? undefined : idOf(selectedRow);
  const {onSelect} = props;
  useLayoutEffect(() => onSelect?.(shownId), [onSelect, shownId]);

  const shown = arranged.slice(start.current, start.current + page);
  const drawn = {name, top, width, page, placed, shown, selected: selected - start.current};
  useZones(
    'list',
    listZones(drawn, {
      sortBy: (title) => (title === sortTitle ? arrange({descending: !descending}) : sortBy(title)),
      tell(bytes, age) {
        const timeMs = props.history?.at(-1 - age)?.timeMs;
        remark(
          `${timeMs === undefined ? '' : `${clockTime(timeMs)}: `}saved ${formatBytes(bytes)}`,
        );
      },
      select: (index) => moveTo(start.current + index),
      open: () => takeKey('enter'),
      scroll(rowsBy) {
        start.current += rowsBy;
        moveTo(selected + rowsBy);
      },
    }),
  );
  const empty = filter ? `Nothing matches "${filter}"; Esc clears the filter.` : props.empty;
  const caption = {
    filter,
    start: start.current,
    shown: shown.length,
    matching: arranged.length,
    total: rows.length,
  };
  return (
    <>
      <Line text={captionLine(theme, props.about ?? [], caption, width)} />
      <Line text={paintHeadings(theme, placed, {title: sortTitle, descending}, width)} />
      {shown.map((row, index) => (
        <Line
          key={idOf(row)}
          text={paintRow(theme, placed, row, start.current + index === selected, width)}
        />
      ))}
      {shown.length === 0
        ? wrapWords(empty, width - 2).map((line) => (
            <Line key={line} text={paintLine(theme, [['dim', ` ${line}`]], width)} />
          ))
        : null}
    </>
  );
}
