import type {Sample} from '../sample/sample.js';
import {ratio, sum, withoutUnknown} from './unknown.js';

/** What KSM saves on a host, and from how much; each absent where it is not known. */
export type Figures = {
  /** (pages_sharing + ksm_zero_pages) × page size. */
  savedBytes?: number;
  /** Saved memory as a fraction of MemTotal, 0 to 1. */
  savedShareOfMemory?: number;
  /** general_profit; before 6.4 saved memory minus the metadata of all rmap items; signed. */
  profitBytes?: number;
  /** pages_shared + pages_sharing + pages_unshared + pages_volatile: all rmap items. */
  offeredPages?: number;
  offeredBytes?: number;
  /** pages_sharing as a fraction of the offered pages, 0 to 1. */
  savedShareOfOffered?: number;
  /** pages_sharing / pages_shared: extra users per kept page. */
  sharingPerShared?: number;
};

/**
 * Whether zero pages may be merged without being known: kernels merge them since 4.11, and count
 * them since 6.6, as they do scanned pages. What is saved and the profit are then lower bounds.
 */
export function hidesZeroPages({ksm}: Pick<Sample, 'ksm'>): boolean {
  const {ksm_zero_pages: zero, pages_scanned: scanned} = ksm?.counters ?? {};
  return zero === undefined && (ksm?.parameters.use_zero_pages === '1' || scanned !== undefined);
}

/** Derives the figures of one sample. */
export function deriveFigures(sample: Sample): Figures {
  const counters = sample.ksm?.counters ?? {};
  const {pageSizeBytes, rmapItemBytes} = sample.host;
  const {pages_shared: shared, pages_sharing: sharing} = counters;
  const offeredPages = sum(shared, sharing, counters.pages_unshared, counters.pages_volatile);
  const savedBytes =
    sharing === undefined ? undefined : (sharing + (counters.ksm_zero_pages ?? 0)) * pageSizeBytes;
  const computed =
    savedBytes === undefined || offeredPages === undefined
      ? undefined
      : savedBytes - offeredPages * rmapItemBytes;
  const profit = counters.general_profit ?? computed;
  // A lower bound cannot prove a loss.
  const profitBytes = hidesZeroPages(sample) && (profit ?? 0) < 0 ? undefined : profit;
  return withoutUnknown({
    savedBytes,
    savedShareOfMemory: sample.host.memoryOfContainer
      ? undefined
      : ratio(savedBytes, sample.memory.totalBytes),
    profitBytes,
    offeredPages,
    offeredBytes: offeredPages === undefined ? undefined : offeredPages * pageSizeBytes,
    savedShareOfOffered: ratio(sharing, offeredPages),
    sharingPerShared: ratio(sharing, shared),
  });
}
