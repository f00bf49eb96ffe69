import {useMemo} from 'react';
import {type ContainerRow, unattributedId} from '../../model/derive/containers.js';
import {containerVerdict} from '../../model/derive/verdict.js';
import type {Model} from '../../model/model.js';
import type {ListState} from '../draw/list.js';
import {LongList} from '../draw/longList.js';
import {useFrame} from '../frame/frameContext.js';
import {findKey} from '../keys/keyTable.js';
import {containerColumns, type ListedContainer} from './containerColumns.js';

const initialContainerList: ListState = {sortTitle: 'SAVED', descending: true, filter: ''};

/** The first view: every container and what it offers, merges and saves. */
export function ContainersView() {
  const {model, open} = useFrame();
  const rows = useMemo(
    () =>
      (model.containers ?? []).map((row): ListedContainer => {
        const verdict = row.id === unattributedId ? undefined : containerVerdict(model, row);
        return verdict ? {...row, verdict} : row;
      }),
    [model],
  );
  return (
    <LongList
      name="containers"
      initial={initialContainerList}
      rows={rows}
      columns={containerColumns}
      idOf={idOf}
      textOf={textOf}
      onOpen={({id}) => open({name: 'processes', containerId: id})}
      onKey={(key, selected) => {
        if (!selected || findKey(key)?.action !== 'guide') return false;
        open({name: 'guide', containerId: selected.id});
        return true;
      }}
      empty={emptyText(model)}
    />
  );
}

function idOf({id}: ContainerRow): string {
  return id;
}

function textOf({name, kind, id}: ContainerRow): string {
  return `${name} ${kind} ${id}`;
}

function emptyText({containers, sample}: Model): string {
  if (!containers) return 'Reading processes …';
  if (sample.processes) return 'No process is visible.';
  return 'Prometheus has no containers of this host; `ksmtop print --format openmetrics` exports them.';
}
