import type {Model} from '../model/model.js';
import {countOf} from '../text/count.js';
import {showUntrusted} from '../text/untrusted.js';
import {containerListName} from './containersView.js';
import type {View} from './frameContext.js';
import {type Item, paintItems} from './line.js';
import type {ListState} from './list.js';
import type {Look} from './look.js';
import {processListName} from './processesView.js';

/** Above a list: what it is of, and that not all of it is shown; blank while that is plain. */
export function captionLine(
  look: Look,
  view: View,
  {containers}: Model,
  lists: Readonly<Record<string, ListState>>,
  width: number,
): string {
  const items: Item[] = [];
  let list = containerListName;
  if (view.name === 'processes') {
    list = processListName(view.containerId);
    const container = containers?.find(({id}) => id === view.containerId);
    if (container) {
      const {name, kind, processes} = container;
      const count = countOf(processes, 'process', 'processes');
      items.push({keep: 3, spans: [['accent', ` ${showUntrusted(name)}`]]});
      items.push({keep: 1, spans: [['dim', `${showUntrusted(kind)}, ${count}`]]});
    }
  }
  const filter = lists[list]?.filter;
  if (filter) items.push({keep: 2, spans: [['warning', ` only rows with "${filter}"`]]});
  return paintItems(look, items, width, 2);
}
