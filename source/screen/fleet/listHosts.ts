import type {FleetRow} from '../../model/fleet/fleetModel.js';
import type {HostResult} from '../../session/fleet/fleetChanges.js';
import type {ListedHost} from './fleetColumns.js';

/** What came of a change is news for so long; afterwards the row says its advice again. */
const newsMs = 60_000;

/** Joins what is known of each host with what was done here. */
export function listHosts(
  rows: readonly FleetRow[],
  marked: ReadonlySet<string>,
  results: ReadonlyMap<string, HostResult> = new Map(),
  nowMs = Date.now(),
): readonly ListedHost[] {
  return rows.map((row): ListedHost => {
    const result = results.get(row.id);
    const isNews = result && (result.outcome === 'pending' || nowMs - result.timeMs < newsMs);
    return {
      ...row,
      isMarked: marked.has(row.id),
      ...(row.seenMs !== undefined && {ageSeconds: Math.max(0, nowMs - row.seenMs) / 1000}),
      ...(isNews && {result}),
    };
  });
}
