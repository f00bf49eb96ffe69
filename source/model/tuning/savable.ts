import type {Sample} from '../sample/sample.js';
import type {ForecastValue} from './forecastValue.js';

/**
 * The most that can be saved of what is merged now, when no kept page may have more than
 * `maxPageSharing` users. Where pages stand at the present limit, the kernel has made duplicates of
 * them (stable_node_dups), which a higher limit saves; below it the number of users is only known
 * on average, so that the result is the best case.
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
