import type {ContainerRow} from '../model/containers.js';
import {containerColumns} from './containerColumns.js';
import {useFrame} from './frameContext.js';
import type {ListState} from './list.js';
import {LongList} from './longList.js';

export const containerListName = 'containers';

export const initialContainerList: ListState = {sortTitle: 'SAVED', descending: true, filter: ''};

/** The first view: every container, with what it offers, merges and saves. */
export function ContainersView() {
  const {model, open} = useFrame();
  return (
    <LongList
      name={containerListName}
      initial={initialContainerList}
      rows={model.containers ?? noRows}
      columns={containerColumns}
      idOf={idOf}
      textOf={textOf}
      onOpen={({id}) => open({name: 'processes', containerId: id})}
      empty={model.containers ? 'No process can be seen.' : 'Reading processes …'}
    />
  );
}

const noRows: readonly ContainerRow[] = [];

function idOf({id}: ContainerRow): string {
  return id;
}

function textOf({name, kind, id}: ContainerRow): string {
  return `${name} ${kind} ${id}`;
}
