import {type TrendName, trendNames} from '../../model/sample/history.js';
import {usualTitles} from './listColumns.js';
import type {Settings} from './settings.js';
import {type ListKind, usualView, type ViewState} from './viewState.js';

const kinds = Object.keys(usualView.arrangements) as readonly ListKind[];

/** The view that a user has saved. */
export function viewOf(settings: Settings): ViewState {
  const {chart, mouse, theme} = settings;
  const names = chart === undefined || chart === 'off' ? undefined : countersOf(chart);
  const arrangements = {...usualView.arrangements};
  for (const kind of kinds) {
    const columns = settings[`${kind}.columns`];
    arrangements[kind] = {
      sortTitle: settings[`${kind}.sort`] ?? arrangements[kind].sortTitle,
      descending: settings[`${kind}.descending`] ?? arrangements[kind].descending,
      ...(columns && {columns}),
    };
  }
  return {
    ...(names && {chart: names}),
    arrangements,
    ...(mouse !== undefined && {mouse}),
    ...(theme && {theme}),
  };
}

function countersOf(chart: 'all' | TrendName): readonly TrendName[] {
  return chart === 'all' ? trendNames : [chart];
}

/**
 * A view as it is saved.
 * @param interval In seconds; absent: the saved one stays.
 */
export function settingsOf(
  {chart, arrangements, mouse, theme}: ViewState,
  interval?: number,
): Settings {
  const settings: Settings = {
    ...(mouse !== undefined && {mouse}),
    ...(theme && {theme}),
    ...(interval !== undefined && {interval_seconds: interval}),
    chart: chart ? chartOf(chart) : 'off',
  };
  for (const kind of kinds) {
    const {sortTitle, descending, columns} = arrangements[kind];
    settings[`${kind}.sort`] = sortTitle;
    settings[`${kind}.descending`] = descending;
    settings[`${kind}.columns`] = columns ?? usualTitles(kind);
  }
  return settings;
}

function chartOf(names: readonly TrendName[]): NonNullable<Settings['chart']> {
  const [first, ...others] = names;
  return first === undefined ? 'off' : others.length > 0 ? 'all' : first;
}
