import {type CounterName, counters as counterTable} from '../../kernel/ksm/counters.js';
import type {Meminfo} from '../../kernel/meminfo.js';
import {groupThousands} from '../../text/units.js';
import {withoutUnknown} from '../derive/unknown.js';
import type {Sample} from '../sample/sample.js';
import {type Doubt, impossibleCount, wordLimit} from './doubt.js';

type Counters = Readonly<Partial<Record<CounterName, number>>>;

/** The possible counters, and why the others are impossible. */
export function believeCounters(sample: Sample): {counters: Counters; doubts: Doubt[]} {
  const counters = {...sample.ksm?.counters};
  const doubts: Doubt[] = [];
  const doubt = (figure: CounterName, reason: string | undefined) => {
    const value = counters[figure];
    if (value === undefined || reason === undefined) return;
    doubts.push({figure, value, reason});
    delete counters[figure];
  };
  for (const {name, kind} of counterTable) {
    if (name !== 'general_profit') doubt(name, impossibleCounter(sample, name, kind));
  }
  doubt('general_profit', impossibleProfit(sample, counters, doubts));
  return {counters, doubts};
}

function impossibleCounter(
  sample: Sample,
  name: CounterName,
  kind: 'gauge' | 'counter',
): string | undefined {
  const value = sample.ksm?.counters[name] ?? 0;
  // A counter of a 32-bit kernel wraps to 0 only after its whole word.
  const limit = kind === 'gauge' ? wordLimit(sample.host) : 2 ** 63;
  const impossible = impossibleCount(value, limit);
  if (impossible || kind === 'counter') return impossible;
  const most = mostPages(sample, name);
  return value > most
    ? `is more than ${groupThousands(Math.floor(most))}, the most that fits in memory`
    : undefined;
}

/** Minimum bytes of memory taken by each page that a counter counts. */
function leastBytes(name: CounterName, {host}: Sample): number {
  if (name === 'pages_shared') return host.pageSizeBytes;
  // A zero page takes no more than a page table entry.
  return name === 'ksm_zero_pages' ? host.rmapItemBytes / 8 : host.rmapItemBytes;
}

/** Only where ksmd is visible is this the memory of the host, and not that of a container. */
function mostPages(sample: Sample, name: CounterName): number {
  const {totalBytes, swapTotalBytes = 0} = sample.memory;
  if (!sample.ksmd || !totalBytes) return Number.POSITIVE_INFINITY;
  return (totalBytes + swapTotalBytes) / leastBytes(name, sample);
}

/** The files are read one after another while ksmd runs. */
const raceShare = 1.1;
/** Tolerance in bytes, as the size of an rmap item may differ. */
const raceBytes = 2 ** 26;

function impossibleProfit(
  {host}: Sample,
  counters: Counters,
  doubts: readonly Doubt[],
): string | undefined {
  const profit = counters.general_profit ?? 0;
  const source = doubts.find(({figure}) => profitParts.has(figure));
  if (source) return `is computed from ${source.figure}, which is impossible`;
  const {pages_shared: shared, pages_sharing: sharing, ksm_zero_pages: zero = 0} = counters;
  const {pages_unshared: unshared, pages_volatile: changing} = counters;
  if (Math.abs(profit) >= wordLimit(host) / 2) return 'is too large to be real';
  if (sharing === undefined) return undefined;
  const most = (sharing + zero) * host.pageSizeBytes;
  if (profit > most * raceShare + raceBytes) return 'is more than everything saved';
  if (shared === undefined || unshared === undefined || changing === undefined) return undefined;
  const cost = (shared + sharing + unshared + changing) * host.rmapItemBytes;
  if (cost === 0) return undefined;
  if (profit < -2 * cost - raceBytes) return 'is a loss larger than all metadata';
  // Without the zero pages, which a backported general_profit may leave out.
  const least = (sharing * host.pageSizeBytes) / raceShare - 2 * cost - raceBytes;
  return profit < least ? 'is less than what is saved, minus all metadata' : undefined;
}

const profitParts: ReadonlySet<string> = new Set([
  'pages_shared',
  'pages_sharing',
  'pages_unshared',
  'pages_volatile',
  'ksm_zero_pages',
]);

/** Removes parts of memory that are larger than the whole. */
export function believeMemory(memory: Meminfo): {memory: Meminfo; doubts: Doubt[]} {
  const {totalBytes, freeBytes, availableBytes, swapTotalBytes, swapFreeBytes, ...rest} = memory;
  const doubts: Doubt[] = [];
  const part = (figure: string, value?: number, whole?: number) => {
    if (value === undefined || whole === undefined || value <= whole) return value;
    doubts.push({figure, value, reason: 'is more than the total'});
    return undefined;
  };
  const known = {
    totalBytes,
    freeBytes: part('MemFree', freeBytes, totalBytes),
    availableBytes: part('MemAvailable', availableBytes, totalBytes),
    swapTotalBytes,
    swapFreeBytes: part('SwapFree', swapFreeBytes, swapTotalBytes),
  };
  if (doubts.length === 0) return {memory, doubts};
  return {memory: {...rest, ...withoutUnknown(known)}, doubts};
}
