import type {MapRow} from './mapReport.js';

/** The part of a list that fits, around a chosen place. */
export type Fold = {start: number; end: number};

/** As near to the beginning, where the largest are, as the chosen place allows. */
export function foldTo(length: number, most: number, chosen: number): Fold {
  const shown = Math.max(1, Math.min(most, length));
  const start = Math.max(0, Math.min(chosen - shown + 1, length - shown));
  return {start, end: Math.min(length, start + shown)};
}

/** Bytes that two containers both use; of one and itself those that it maps more than once. */
export function sharedBytes(a: MapRow, b: MapRow): number {
  if (a === b) return a.withinBytes;
  return a.partners.find(({index}) => index === b.index)?.bytes ?? 0;
}

/** Whether what two containers share is shared across tenants. */
export function crossesTenants(a: MapRow, b: MapRow): boolean {
  return sharedBytes(a, b) > 0 && new Set([...a.tenants, ...b.tenants]).size > 1;
}
