import type {Sample} from './sample.js';

/** Whether an unmerge or another reset of counters happened between two samples. */
export function isReset(before: Sample, after: Sample): boolean {
  const from = before.ksm;
  const to = after.ksm;
  if (from?.parameters.run === '2' || to?.parameters.run === '2') return true;
  if (after.ownWrites?.run?.includes('2')) return true;
  const fell = (name: 'full_scans' | 'pages_scanned') =>
    (to?.counters[name] ?? Number.POSITIVE_INFINITY) < (from?.counters[name] ?? 0);
  return fell('full_scans') || fell('pages_scanned');
}

/** Merged pages, including kept pages and zero pages; absent: unknown. */
export function mergedPages({ksm}: Sample): number | undefined {
  const {pages_shared: shared, pages_sharing: sharing} = ksm?.counters ?? {};
  if (shared === undefined || sharing === undefined) return undefined;
  return shared + sharing + (ksm?.counters.ksm_zero_pages ?? 0);
}

/**
 * Whether ksmd probably scans these pages for the first time, whatever full_scans says: nearly all
 * of them are volatile. So are pages that smart_scan skips, which the growth of pages_skipped since
 * the previous sample rules out.
 */
export function isFirstPass(before: Sample | undefined, after: Sample): boolean {
  const {full_scans: fullScans, ...counters} = after.ksm?.counters ?? {};
  if (fullScans === undefined) return false;
  if (fullScans === 0) return true;
  const {pages_volatile: changing = 0, pages_unshared: unshared = 0} = counters;
  const {pages_shared: shared = 0, pages_sharing: sharing = 0} = counters;
  const isVolatile = changing > 0 && changing >= 0.99 * (changing + unshared + shared + sharing);
  return isVolatile && !isSkipping(before, after);
}

function isSkipping(before: Sample | undefined, after: Sample): boolean {
  const grown = (name: 'pages_skipped' | 'pages_scanned') =>
    (after.ksm?.counters[name] ?? 0) - (before?.ksm?.counters[name] ?? 0);
  return before !== undefined && grown('pages_skipped') > grown('pages_scanned');
}
