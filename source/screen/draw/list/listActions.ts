import type {ListFrame, TextPrompt} from '../../frame/frameContext.js';
import type {Actions} from '../../keys/keyTable.js';
import {findRow, nextSortTitle} from './list.js';
import type {ListControls} from './listControls.js';
import type {LongListProps} from './listProps.js';
import type {ListRows} from './useListRows.js';

type ListParts<Row> = {
  props: LongListProps<Row>;
  frame: ListFrame;
  /** The rows when the key was pressed. */
  list: ListRows<Row>;
  /** The rows as they were drawn last: a prompt stays open while they change. */
  newest: () => ListRows<Row>;
  controls: ListControls;
  copy: (text: string) => void;
};

/** What the keys of every long list do. */
export function listActions<Row>(parts: ListParts<Row>): Actions {
  const {props, frame, list, controls, copy} = parts;
  const {arranged, arrangement, placed, selected, page} = list;
  const {moveTo, sortBy} = controls;
  const shownColumns = placed.map(({column}) => column);
  return {
    up: () => moveTo(selected - 1),
    down: () => moveTo(selected + 1),
    pageUp: () => moveTo(selected - page),
    pageDown: () => moveTo(selected + page),
    first: () => moveTo(0),
    last: () => moveTo(arranged.length - 1),
    sortLeft: () => sortBy(nextSortTitle(shownColumns, arrangement.sortTitle, -1)),
    sortRight: () => sortBy(nextSortTitle(shownColumns, arrangement.sortTitle, 1)),
    sortMenu: () =>
      frame.openSortMenu({
        sortTitle: arrangement.sortTitle,
        columns: props.columns
          .filter(({sortValue}) => sortValue)
          .map((column) => ({...column, isShown: shownColumns.includes(column)})),
        choose: sortBy,
      }),
    reverse: controls.reverse,
    problems: controls.rankProblems,
    find: () => frame.edit(findPrompt(parts)),
    filter: () => frame.edit(filterPrompt(parts)),
    copy() {
      const row = arranged[selected];
      copy(row === undefined ? '' : (props.copyOf ?? props.textOf)(row));
    },
  };
}

function filterPrompt<Row>({list, controls}: ListParts<Row>): TextPrompt {
  return {
    label: 'filter',
    text: list.state.filter,
    hint: 'Enter applies, Esc cancels',
    onChange: (text) => controls.change({filter: text}),
    onCancel: () => controls.change({filter: ''}),
  };
}

/** Goes to the rows that contain a text, and hides none. */
function findPrompt<Row>({props, list, newest, controls}: ListParts<Row>): TextPrompt {
  const rowAfter = (text: string, from: number) =>
    findRow(newest().arranged, props.textOf, text, from);
  const goTo = (row: Row | undefined) => {
    if (row) controls.change({selectedId: props.idOf(row)});
  };
  return {
    label: 'find',
    text: '',
    hint: 'F3 next, Enter stays here, Esc goes back',
    onChange: (text) => goTo(rowAfter(text, list.selected)),
    onNext: (text) => goTo(rowAfter(text, newest().selected + 1)),
    onCancel: () => controls.change(list.state),
    problemOf: (text) => (text === '' || rowAfter(text, 0) ? undefined : 'no row contains it'),
  };
}
