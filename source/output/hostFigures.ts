import type {Model} from '../model/model.js';

/** A derived figure: its name in every machine-readable format, and its meaning. */
export type OutputFigure<Source> = {
  /** In snake case with its unit, after the naming conventions of Prometheus. */
  name: string;
  meaning: string;
  decimals?: number;
  value: (source: Source) => number | undefined;
};

export type HostFigure = OutputFigure<Model> & {
  /** Needs two samples; not exported to Prometheus, which derives rates itself. */
  isRate?: boolean;
};

/** The derived figures of a host, in the order of the JSON object and of the CSV columns. */
export const hostFigures: readonly HostFigure[] = [
  {
    name: 'saved_bytes',
    meaning: 'Memory saved: pages_sharing plus ksm_zero_pages, times the page size.',
    value: ({figures}) => figures.savedBytes,
  },
  {
    name: 'profit_bytes',
    meaning: 'Saved memory minus the metadata that KSM needs for it; can be negative.',
    value: ({figures}) => figures.profitBytes,
  },
  {
    name: 'offered_bytes',
    meaning: 'Memory that ksmd tracks: all rmap items, times the page size.',
    value: ({figures}) => figures.offeredBytes,
  },
  {
    name: 'saved_to_memory_ratio',
    meaning: 'Saved memory as a fraction of all memory of the host.',
    decimals: 6,
    value: ({figures}) => figures.savedShareOfMemory,
  },
  {
    name: 'saved_to_offered_ratio',
    meaning: 'pages_sharing as a fraction of all rmap items.',
    decimals: 6,
    value: ({figures}) => figures.savedShareOfOffered,
  },
  {
    name: 'sharing_per_shared',
    meaning: 'Extra users per kept page: pages_sharing divided by pages_shared.',
    decimals: 3,
    value: ({figures}) => figures.sharingPerShared,
  },
  {
    name: 'full_scan_seconds',
    meaning: 'Observed duration of a full scan, averaged over the last ones.',
    decimals: 3,
    value: ({scans}) => scans.fullScanSeconds,
  },
  {
    name: 'scan_progress_ratio',
    meaning: 'Completed fraction of the current scan.',
    decimals: 4,
    value: ({scans}) => scans.progress,
  },
  {
    name: 'pages_scanned_per_second',
    meaning: 'Pages that ksmd scans per second, over `window_seconds` like its CPU.',
    decimals: 2,
    isRate: true,
    value: ({rates}) => rates?.pagesScannedPerSecond,
  },
  rate('pages_shared_per_second', 'Change of pages_shared.', 'pages_shared'),
  rate('pages_sharing_per_second', 'Change of pages_sharing.', 'pages_sharing'),
  rate('pages_unshared_per_second', 'Change of pages_unshared.', 'pages_unshared'),
  rate('pages_volatile_per_second', 'Change of pages_volatile.', 'pages_volatile'),
  {
    name: 'broken_merges_per_second',
    meaning: 'Merged pages copied because a process wrote to them (cow_ksm of /proc/vmstat).',
    decimals: 2,
    isRate: true,
    value: ({rates}) => rates?.brokenMergesPerSecond,
  },
  {
    name: 'saved_bytes_per_cpu_percent',
    meaning: 'Saved memory per 1 % of a core that ksmd uses.',
    isRate: true,
    value: ({rates}) => rates?.savedBytesPerCpuPercent,
  },
];

type RateName = keyof NonNullable<Model['rates']>['counters'];

function rate(name: string, meaning: string, counter: RateName): HostFigure {
  return {name, meaning, decimals: 2, isRate: true, value: ({rates}) => rates?.counters[counter]};
}
