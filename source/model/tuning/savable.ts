import type {Sample} from '../sample/sample.js';
import type {ForecastValue} from './forecastValue.js';

/**
 * Bytes that the pages merged now save at most, if a kept page may have up to `maxPageSharing`
 * users. Of pages at the present limit the kernel keeps duplicates (stable_node_dups), which a
 * higher limit saves; below the limit only the mean number of users is known, so the result is the
 * best case. Absent: unknown.
 */
export function savableBytes(
  {ksm, host}: Sample,
  maxPageSharing: string | undefined,
): ForecastValue | undefined {
  const {pages_shared: shared, pages_sharing: sharing} = ksm?.counters ?? {};
  const present = Number(ksm?.parameters.max_page_sharing);
  const limit = Number(maxPageSharing);
  if (!shared || sharing === undefined || !(limit >= 2) || !(present >= 2)) return undefined;
  const duplicates = Math.min(ksm?.counters.stable_node_dups ?? 0, shared);
  const mapped = shared + sharing;
  const atLimit = Math.min(mapped, duplicates * present);
  const contents = shared - duplicates;
  const kept =
    Math.max(ksm?.counters.stable_node_chains ?? 0, atLimit / limit) +
    (contents > 0 ? Math.max(contents, (mapped - atLimit) / limit) : 0);
  return {value: Math.max(0, mapped - kept) * host.pageSizeBytes, basis: 'formula'};
}
