import type {ListFrame} from '../../frame/frameContext.js';
import {arrangeLists} from '../../settings/viewState.js';
import {type ListState, sortsDescending} from './list.js';
import type {LongListProps} from './listProps.js';
import type {ListRows} from './useListRows.js';

/** How keys and the mouse change what a long list shows. */
export type ListControls = {
  change: (next: Partial<ListState>) => void;
  /** Selects the row with this index, or the nearest one. */
  moveTo: (index: number) => void;
  sortBy: (title: string) => void;
  reverse: () => void;
  /** Sorts the worst problems first. */
  rankProblems: () => void;
};

export function listControls<Row>(
  {name, kind, rows, columns, idOf}: LongListProps<Row>,
  {view, setListState}: ListFrame,
  {state, arrangement, arranged}: ListRows<Row>,
): ListControls {
  const {sortTitle, descending} = arrangement;
  const change = (next: Partial<ListState>) => setListState(name, {...state, ...next});
  return {
    change,
    moveTo(index) {
      const row = arranged[Math.min(arranged.length - 1, Math.max(0, index))];
      if (row) change({selectedId: idOf(row)});
    },
    sortBy(title) {
      const column = columns.find((each) => each.title === title);
      if (!column || title === sortTitle) return;
      arrangeLists(view, kind, {sortTitle: title, descending: sortsDescending(column, rows)});
    },
    reverse: () => arrangeLists(view, kind, {descending: !descending}),
    rankProblems() {
      const ranking = columns.find(({ranksProblems}) => ranksProblems);
      if (!ranking) return;
      arrangeLists(view, kind, {sortTitle: ranking.title, descending: true});
      change({selectedId: undefined});
    },
  };
}
