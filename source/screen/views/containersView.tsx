import {useMemo, useSyncExternalStore} from 'react';
import {type ContainerRow, unattributedId} from '../../model/derive/containers.js';
import {containerVerdict} from '../../model/derive/verdict.js';
import {validEstimate} from '../../model/estimate/knownEstimates.js';
import type {Model} from '../../model/model.js';
import {countOf} from '../../text/count.js';
import {containerDetail} from '../detail/containerDetail.js';
import {ListWithDetail} from '../detail/listWithDetail.js';
import {type EstimateOption, useFrame} from '../frame/frameContext.js';
import {findKey} from '../keys/keyTable.js';
import {
  containerColumns,
  containerColumnsWithEstimate,
  type ListedContainer,
} from './containerColumns.js';
import {everyContainer, openEstimate} from './estimate/openEstimate.js';
import {openOptInPanel} from './optIn/openOptInPanel.js';

/** The first view: every container and what it offers, merges and saves. */
export function ContainersView() {
  const frame = useFrame();
  const {model, open, estimating} = frame;
  const {known} = useSyncExternalStore(estimating.subscribe, estimating.getState);
  const rows = useMemo(
    () =>
      (model.containers ?? []).map((row): ListedContainer => {
        const verdict = row.id === unattributedId ? undefined : containerVerdict(model, row);
        const estimate = validEstimate(known, row);
        return {
          ...row,
          ...(verdict && {verdict}),
          ...(estimate && {
            estimate,
            estimateAgeSeconds: (model.sample.timeMs - estimate.timeMs) / 1000,
          }),
        };
      }),
    [model, known],
  );
  return (
    <ListWithDetail
      name="containers"
      kind="containers"
      rows={rows}
      history={model.history}
      columns={known.size > 0 ? containerColumnsWithEstimate : containerColumns}
      idOf={idOf}
      textOf={textOf}
      copyOf={({name, id}) => (name === id ? name : `${name} ${id}`)}
      onOpen={({id}) => open({name: 'processes', containerId: id})}
      onKey={(key, selected, {arranged}) => {
        const action = findKey(key)?.action;
        if (!selected) return false;
        if (action === 'optIn' || action === 'optOut') {
          const choice = {containerIds: [selected.id], pids: []};
          openOptInPanel(frame, action === 'optIn' ? 'in' : 'out', {label: selected.name, choice});
          return true;
        }
        if (action !== 'guide' && action !== 'estimate') return false;
        if (action === 'guide') open({name: 'guide', containerId: selected.id});
        else openEstimate(frame, estimateOptions(selected, arranged, rows.length));
        return true;
      }}
      detailOf={(row, textWidth, theme) => containerDetail(theme, model, row, textWidth)}
      empty={emptyText(model)}
    />
  );
}

/** The selected container, those that pass the filter, and all; what is unattributed has no processes. */
function estimateOptions(
  selected: ContainerRow,
  listed: readonly ContainerRow[],
  total: number,
): EstimateOption[] {
  const isFiltered = listed.length < total;
  const own = {label: selected.name, choice: {containerIds: [selected.id], pids: []}};
  const ids = listed.map(({id}) => id).filter((id) => id !== unattributedId);
  const filtered = {
    label: countOf(ids.length, 'listed container'),
    choice: {containerIds: ids, pids: []},
  };
  return [
    ...(selected.id === unattributedId ? [] : [own]),
    ...(isFiltered && ids.length > 0 ? [filtered] : []),
    everyContainer,
  ];
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
