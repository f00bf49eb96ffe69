import {useFrame} from '../frame/frameContext.js';
import {scrollTarget} from './scroll.js';

/** The selected row of a small table, kept while other views cover it. */
export type Selection = {
  selected: number;
  /** Moves the selection; returns whether the key does so. */
  move: (key: string) => boolean;
  select: (row: number) => void;
};

export function useSelection(table: string, ids: readonly string[]): Selection {
  const {listState, setListState} = useFrame();
  const state = listState(table);
  const selected = Math.max(0, ids.indexOf(state.selectedId ?? ''));
  const select = (row: number) => {
    const id = ids[Math.max(0, Math.min(ids.length - 1, row))];
    if (id !== undefined) setListState(table, {...state, selectedId: id});
  };
  return {
    selected,
    select,
    move(key) {
      const target = scrollTarget(key, selected, ids.length, ids.length - 1);
      if (target === undefined) return false;
      select(target);
      return true;
    },
  };
}
