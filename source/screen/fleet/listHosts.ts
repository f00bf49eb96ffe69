import type {FleetRow} from '../../model/fleet/fleetModel.js';
import type {HostResult} from '../../session/fleet/fleetChanges.js';
import type {ListedHost} from './fleetColumns.js';

/** How long a row shows the result of a change before its advice. */
const resultShownMs = 60_000;

/** Joins each row with its mark, its age and the result of the last change. */
export function listHosts(
  rows: readonly FleetRow[],
  marked: ReadonlySet<string>,
  results: ReadonlyMap<string, HostResult> = new Map(),
  nowMs = Date.now(),
): readonly ListedHost[] {
  return rows.map((row): ListedHost => {
    const result = results.get(row.id);
    const isShown =
      result && (result.outcome === 'pending' || nowMs - result.timeMs < resultShownMs);
    return {
      ...row,
      isMarked: marked.has(row.id),
      ...(row.seenMs !== undefined && {ageSeconds: Math.max(0, nowMs - row.seenMs) / 1000}),
      ...(isShown && {result}),
    };
  });
}
