import type {ContainerRow} from '../model/derive/containers.js';
import {preloadStates} from '../model/derive/preloadState.js';
import {containerVerdict, hostVerdict} from '../model/derive/verdict.js';
import type {Model} from '../model/model.js';
import {clockTime} from '../text/clock.js';
import {
  formatBytes,
  formatLarge,
  formatPercent,
  formatSeconds,
  formatSignedBytes,
  unknown,
} from '../text/units.js';
import {showUntrusted} from '../text/untrusted.js';

/** A column of the text format. */
export type TextColumn<Source> = {
  title: string;
  align: 'left' | 'right';
  /** In terminal columns; figures always fit, names are cut. */
  width: number;
  /** On a narrow terminal, the column with the lowest value is dropped first. */
  keep: number;
  cell: (source: Source) => string;
};

const time: TextColumn<Model> = {
  title: 'TIME',
  align: 'left',
  width: 8,
  keep: 8,
  cell: ({sample}) => clockTime(sample.timeMs),
};

export const hostTextColumns: ReadonlyArray<TextColumn<Model>> = [
  time,
  figure('SAVED', 8, 10, ({figures}) => formatBytes(figures.savedBytes)),
  figure('PROFIT', 9, 9, ({figures}) => formatSignedBytes(figures.profitBytes)),
  figure('OFFERED', 8, 5, ({figures}) => formatBytes(figures.offeredBytes)),
  pages('SHARED', 6, 'pages_shared'),
  pages('UNSHARED', 4, 'pages_unshared'),
  pages('VOLATILE', 3, 'pages_volatile'),
  figure('PAGES/S', 7, 2, ({rates}) => formatLarge(rates?.pagesScannedPerSecond)),
  figure('FULL SCAN', 11, 1, ({scans}) => formatSeconds(scans.fullScanSeconds)),
  figure('CPU', 6, 7, ({rates}) => formatPercent(rates?.ksmdCpuPercent)),
  figure('BROKEN/S', 8, 0, ({rates}) => formatLarge(rates?.brokenMergesPerSecond)),
  {
    title: 'VERDICT',
    align: 'left',
    width: 8,
    keep: 11,
    cell: (model) => hostVerdict(model) ?? unknown,
  },
];

/** A container within one sample. */
export type PlacedContainer = {model: Model; row: ContainerRow};

export const containerTextColumns: ReadonlyArray<TextColumn<PlacedContainer>> = [
  {...time, cell: ({model}) => time.cell(model)},
  {
    title: 'CONTAINER',
    align: 'left',
    width: 20,
    keep: 12,
    cell: ({row}) => showUntrusted(row.name),
  },
  {title: 'KIND', align: 'left', width: 10, keep: 2, cell: ({row}) => showUntrusted(row.kind)},
  figure('PROCS', 6, 6, ({row}) => String(row.processes)),
  {title: 'STATE', align: 'left', width: 13, keep: 5, cell: ({row}) => furthestState(row)},
  figure('MEMORY', 8, 1, ({row}) => formatBytes(row.memoryBytes)),
  figure('OFFERED', 8, 4, ({row}) => formatBytes(row.offeredBytes)),
  figure('MERGED', 8, 3, ({row}) => formatBytes(row.mergedBytes)),
  figure('SAVED', 8, 10, ({row}) => formatBytes(row.savedBytes)),
  figure('PROFIT', 9, 9, ({row}) => formatSignedBytes(row.profitBytes)),
  {
    title: 'VERDICT',
    align: 'left',
    width: 8,
    keep: 11,
    cell: ({model, row}) => containerVerdict(model, row) ?? unknown,
  },
];

function figure<Source>(
  title: string,
  width: number,
  keep: number,
  cell: (source: Source) => string,
): TextColumn<Source> {
  return {title, align: 'right', width, keep, cell};
}

type PageCounter = 'pages_shared' | 'pages_unshared' | 'pages_volatile';

function pages(title: string, keep: number, name: PageCounter): TextColumn<Model> {
  return figure(title, 8, keep, ({sample}) => {
    const count = sample.ksm?.counters[name];
    return formatBytes(count === undefined ? undefined : count * sample.host.pageSizeBytes);
  });
}

/** The state closest to merging, and the number of processes in it: `3 merging`. */
function furthestState({preload, starting = 0}: ContainerRow): string {
  const state = preloadStates
    .filter((name) => name !== 'none' && name !== 'unknown')
    .findLast((name) => preload[name] > 0);
  return state === undefined
    ? preload.unknown > starting
      ? unknown
      : 'none'
    : `${preload[state]} ${state}`;
}
