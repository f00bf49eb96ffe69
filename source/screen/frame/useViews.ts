import {useState} from 'react';
import type {ListState} from '../draw/list/list.js';
import type {Frame, View} from './frameContext.js';
import {withView} from './viewStack.js';

/** The open views, and where the user is in each list. */
type OpenViews = Pick<Frame, 'open' | 'listState' | 'setListState'> & {
  views: readonly View[];
  /** The one on top. */
  view: View;
  lists: Readonly<Record<string, ListState>>;
  close: () => void;
};

const first: View = {name: 'containers'};
const noChoice: ListState = {filter: ''};

export function useViews(): OpenViews {
  const [views, setViews] = useState<readonly View[]>([first]);
  const [lists, setLists] = useState<Readonly<Record<string, ListState>>>({});
  return {
    views,
    view: views.at(-1) ?? first,
    lists,
    open: (next) => setViews((open) => withView(open, next)),
    close: () => setViews((open) => open.slice(0, -1)),
    listState: (list) => lists[list] ?? noChoice,
    setListState: (list, state) => setLists((all) => ({...all, [list]: state})),
  };
}
