import {
  formatBytes,
  formatPercent,
  formatRate,
  formatSeconds,
  formatSignedBytes,
} from '../../text/units.js';
import {secondsToPeak, type Trial} from './followTrial.js';
import {peakOf} from './savingPath.js';
import {type ContainerFigures, figuresBetween, type TrialFigures} from './trialFigures.js';
import {riseOf, sumOf} from './trialPoint.js';

/** A row of the table of a trial, each cell with its unit; empty: it has no such figure. */
export type TrialRow = {label: string; before: string; now: string; floor: string};

type Columns<Figures> = {before: Figures; now: Figures; floor?: Figures | undefined};

/** All figures of a trial: before, now and at the floor; what is saved as the rise since before. */
export function trialRows(trial: Trial): TrialRow[] {
  const {first, baseline, newest, path, floor, reading} = trial;
  const isChanged = path !== undefined;
  const rise = (name: 'savedBytes' | 'profitBytes' | 'offeredBytes') =>
    isChanged ? formatSignedBytes(riseOf(baseline, newest, name)) : '';
  const figures: Columns<TrialFigures> = {
    before: figuresBetween(first, baseline),
    now: figuresBetween(path?.scans[0]?.from ?? path?.open.from ?? first, newest),
    floor: floor?.atFloor,
  };
  const seconds = secondsToPeak(trial);
  return [
    row(
      'saved',
      formatBytes(sumOf(baseline, 'savedBytes')),
      rise('savedBytes'),
      floor && formatSignedBytes(floor.savedBytes),
    ),
    row('saved at the peak', '', path ? formatSignedBytes(peakOf(path)) : ''),
    row('90 % of it after', '', path ? formatSeconds(seconds) : ''),
    row('expected by the estimate', formatBytes(reading.expectedBytes), ''),
    row(
      'offered',
      formatBytes(sumOf(baseline, 'offeredBytes')),
      rise('offeredBytes'),
      floor && formatSignedBytes(floor.offeredBytes),
    ),
    row(
      'profit',
      formatBytes(sumOf(baseline, 'profitBytes')),
      rise('profitBytes'),
      floor && formatSignedBytes(floor.profitBytes),
    ),
    ...rowsOf(hostRows, figures),
    ...newest.containers.flatMap(({id, name}) => {
      const of = (each: TrialFigures | undefined) =>
        each?.containers.find((container) => container.id === id) ?? {id, name};
      const columns = {
        before: of(figures.before),
        now: of(figures.now),
        floor: floor && of(figures.floor),
      };
      const prefix = newest.containers.length > 1 ? `${name}: ` : '';
      return rowsOf(containerRows, columns, prefix);
    }),
  ];
}

type Rows<Figures> = ReadonlyArray<readonly [string, (figures: Figures) => string]>;

const hostRows: Rows<TrialFigures> = [
  ['CPU of ksmd', ({ksmdCpuPercent}) => formatPercent(ksmdCpuPercent)],
  ['cow_ksm', ({copiesPerSecond}) => formatRate(copiesPerSecond)],
  ['thp_split_page', ({hugePageSplitsPerSecond}) => formatRate(hugePageSplitsPerSecond)],
  ['memory pressure of the host', ({hostPressurePercent}) => formatPercent(hostPressurePercent)],
];

const containerRows: Rows<ContainerFigures> = [
  ['minor faults', ({minorFaultsPerSecond}) => formatRate(minorFaultsPerSecond)],
  ['memory pressure (PSI)', ({pressurePercent}) => formatPercent(pressurePercent)],
  ['AnonHugePages', ({hugeBytes}) => formatBytes(hugeBytes)],
];

function rowsOf<Figures>(
  rows: Rows<Figures>,
  {before, now, floor}: Columns<Figures>,
  prefix = '',
): TrialRow[] {
  return rows.map(([label, format]) =>
    row(prefix + label, format(before), format(now), floor && format(floor)),
  );
}

function row(label: string, before: string, now: string, floor = ''): TrialRow {
  return {label, before, now, floor};
}
