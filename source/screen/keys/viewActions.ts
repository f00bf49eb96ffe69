import {trendNames} from '../../model/sample/history.js';
import type {Frame} from '../frame/frameContext.js';
import {toggleOptionalColumns} from '../settings/columnChoice.js';
import {type ListKind, showChart} from '../settings/viewState.js';
import type {Action} from './keyTable.js';

/** The actions that choose what the screen shows, whatever the host. */
export function viewActions(
  {view, open}: Frame,
  listKind: ListKind | undefined,
): Partial<Record<Action, () => void>> {
  const {chart} = view.getState();
  return {
    advice: () => open({name: 'advice'}),
    tune: () => open({name: 'tune'}),
    help: () => open({name: 'help'}),
    chart: () => showChart(view, chart ? undefined : ['pages_sharing']),
    ...(chart && {
      chartShared: () => showChart(view, ['pages_shared']),
      chartSharing: () => showChart(view, ['pages_sharing']),
      chartUnshared: () => showChart(view, ['pages_unshared']),
      chartVolatile: () => showChart(view, ['pages_volatile']),
      chartAll: () => showChart(view, trendNames),
    }),
    ...(listKind && {
      columns: () => open({name: 'columns', kind: listKind}),
      optionalColumns: () => toggleOptionalColumns(view, listKind),
    }),
  };
}
