import type {ContainerRow} from '../model/derive/containers.js';
import {preloadStates} from '../model/derive/preloadState.js';
import {withoutUnknown} from '../model/derive/unknown.js';
import {showUntrusted} from '../text/untrusted.js';

/** Name and kind of the series with the sums of all containers without one of their own. */
export const otherSeries = 'other';

/** The containers that get series of their own: the `limit` that save most. */
export function containerSeries(
  rows: readonly ContainerRow[],
  limit: number,
): readonly ContainerRow[] {
  return boundedSeries(rows, limit, {rank: ({savedBytes = 0}) => savedBytes, sum: sumRows});
}

/** What tells series apart; name and kind become labels. */
export type SeriesIdentity = Pick<ContainerRow, 'id' | 'name' | 'kind'>;

/** How rows are chosen for series, and summed. */
export type SeriesRules<Row> = {
  rank(row: Row): number;
  sum(rows: readonly Row[], identity: SeriesIdentity): Row;
};

/**
 * The `limit` rows that rank highest. The rest are summed up as `other`, so that the number of
 * series is bounded and totals over them are complete.
 * Rows of one name and kind, such as a service that two users run, share a series.
 */
export function boundedSeries<Row extends SeriesIdentity>(
  rows: readonly Row[],
  limit: number,
  rules: SeriesRules<Row>,
): readonly Row[] {
  const ranked = sumByLabels(rows, rules).sort(
    (a, b) => rules.rank(b) - rules.rank(a) || (a.id < b.id ? -1 : 1),
  );
  const rest = ranked.slice(limit);
  if (rest.length === 0) return ranked;
  const other = rules.sum(rest, {id: otherSeries, name: otherSeries, kind: otherSeries});
  return sumByLabels([...ranked.slice(0, limit), other], rules);
}

function sumByLabels<Row extends SeriesIdentity>(
  rows: readonly Row[],
  {sum}: SeriesRules<Row>,
): Row[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const labels = `${showUntrusted(row.kind)}\n${showUntrusted(row.name)}`;
    const group = groups.get(labels);
    if (group) group.push(row);
    else groups.set(labels, [row]);
  }
  return [...groups.values()].map((group) =>
    group.length === 1 ? (group[0] as Row) : sum(group, group[0] as Row),
  );
}

function sumRows(rows: readonly ContainerRow[], {id, name, kind}: SeriesIdentity): ContainerRow {
  const total = (value: (row: ContainerRow) => number | undefined): number | undefined =>
    rows.map(value).reduce((sum, part) => (part === undefined ? sum : (sum ?? 0) + part));
  return {
    id,
    name,
    kind,
    processes: total(({processes}) => processes) ?? 0,
    processesReadable: total(({processesReadable}) => processesReadable) ?? 0,
    preload: Object.fromEntries(
      preloadStates.map((state) => [state, total(({preload}) => preload[state])]),
    ) as ContainerRow['preload'],
    ...withoutUnknown({
      memoryBytes: total(({memoryBytes}) => memoryBytes),
      chargedBytes: total(({chargedBytes}) => chargedBytes),
      offeredBytes: total(({offeredBytes}) => offeredBytes),
      mergedBytes: total(({mergedBytes}) => mergedBytes),
      savedBytes: total(({savedBytes}) => savedBytes),
      profitBytes: total(({profitBytes}) => profitBytes),
    }),
    trend: [],
  };
}
