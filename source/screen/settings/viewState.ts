import type {TrendName} from '../../model/sample/history.js';
import {createStore, type Store} from '../../session/store.js';
import type {Arrangement} from '../draw/list/columns.js';
import type {ThemeName} from '../draw/themeNames.js';

/** The lists that are sorted and whose columns are chosen, each kind by itself. */
export type ListKind = 'containers' | 'processes' | 'estimates' | 'hosts';

/** What the user has chosen of the screen; it is the same whatever is shown. */
export type ViewState = {
  /** The counters of the chart; absent: the trends are shown. */
  chart?: readonly TrendName[];
  arrangements: Readonly<Record<ListKind, Arrangement>>;
  /** Absent: the terminal decides. */
  mouse?: boolean;
  /** Absent: the usual one. */
  theme?: ThemeName;
};

export type ViewStore = Store<ViewState>;

const bySaved: Arrangement = {sortTitle: 'SAVED', descending: true};

export const usualView: ViewState = {
  arrangements: {
    containers: bySaved,
    processes: bySaved,
    estimates: {sortTitle: 'PROFIT', descending: true},
    hosts: bySaved,
  },
};

export function createViewStore(initial = usualView): ViewStore {
  return createStore(initial);
}

/** Shows a chart of these counters; without any, the trends. */
export function showChart(view: ViewStore, names: readonly TrendName[] | undefined): void {
  const {chart: _, ...rest} = view.getState();
  view.set({...rest, ...(names && {chart: names})});
}

/** Arranges the lists of one kind. */
export function arrangeLists(
  {getState, set}: ViewStore,
  kind: ListKind,
  change: Partial<Arrangement>,
): void {
  const {arrangements, ...rest} = getState();
  set({...rest, arrangements: {...arrangements, [kind]: {...arrangements[kind], ...change}}});
}
