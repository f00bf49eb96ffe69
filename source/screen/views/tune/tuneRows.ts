import {
  findParameter,
  type Parameter,
  type ParameterName,
  parameters,
} from '../../../kernel/ksm/parameters.js';
import {rangeText, type Values} from '../../../model/tuning/checkValue.js';
import type {Forecast} from '../../../model/tuning/forecast.js';
import {
  type Basis,
  type ForecastValue,
  forecastValueText,
} from '../../../model/tuning/forecastValue.js';
import {
  formatBytes,
  formatLarge,
  formatPercent,
  formatSeconds,
  groupThousands,
} from '../../../text/units.js';
import type {TableColumn, TableRow} from '../../draw/smallTable.js';

/** The parameters that this kernel has, in the order of the table. */
export function presentParameters(present: Values): readonly ParameterName[] {
  return parameters.map(({name}) => name).filter((name) => present[name] !== undefined);
}

export function parameterColumns(width: number, marker: string): TableColumn[] {
  const columns: TableColumn[] = [
    {
      key: 'PARAMETER',
      width: 36,
      style: (text) => (text.startsWith(marker) ? 'accent' : 'plain'),
    },
    {key: 'VALUE', width: 10, align: 'right'},
    {key: 'CHOSEN', width: 11, align: 'right', style: 'warning'},
    {key: 'DEFAULT', width: 10, align: 'right', style: 'dim'},
  ];
  const rangeWidth = 27;
  const used = columns.reduce((sum, column) => sum + column.width + 2, 0);
  if (width >= used + rangeWidth + 2) columns.push({key: 'RANGE', width: rangeWidth, style: 'dim'});
  return columns;
}

export function parameterRow(
  name: ParameterName,
  {present, chosen, marker}: {present: Values; chosen: Values; marker: string},
): TableRow {
  const next = chosen[name];
  return {
    PARAMETER: `${marker}${name}`,
    VALUE: shortValue(name, present[name]),
    CHOSEN: next === undefined || next === present[name] ? '' : `→ ${shortValue(name, next)}`,
    DEFAULT: shortValue(name, findParameter(name)?.defaultValue),
    RANGE: rangeText(name),
  };
}

const runWords: Readonly<Record<string, string>> = {0: 'stopped', 1: 'running', 2: 'unmerged'};

/** A value in at most ten columns: `1 running`, `0 off`, `1 000`. */
export function shortValue(name: ParameterName, value = ''): string {
  const parameter: Parameter | undefined = findParameter(name);
  if (name === 'run') return `${value} ${runWords[value] ?? ''}`;
  if (parameter?.type === 'switch') return `${value} ${value === '1' ? 'on' : 'off'}`;
  return /^\d{1,15}$/.test(value) ? groupThousands(Number(value)) : value;
}

/** What the parameter does, accepts and risks, in sentences. */
export function explanation(name: ParameterName, value: string | undefined): string[] {
  const parameter: Parameter | undefined = findParameter(name);
  if (!parameter) return [];
  const choice = value === undefined ? undefined : parameter.choices?.[value];
  return [
    `${parameter.meaning}${choice ? ` ${value}: ${choice}.` : ''}`,
    `Accepts ${rangeText(name)}. ${parameter.risk}`,
  ];
}

const bases: Readonly<Record<Basis, string>> = {
  observed: 'observed',
  measured: 'by cost per page',
  early: 'by first scans',
  formula: 'by settings alone',
};

export const forecastColumns: readonly TableColumn[] = [
  {key: 'KSMD', width: 9, style: 'dim'},
  {key: 'FULL SCAN', width: 11, align: 'right'},
  {key: 'PAGES/S', width: 8, align: 'right'},
  {key: 'MEMORY/S', width: 9, align: 'right'},
  {key: 'CPU', width: 10, align: 'right'},
  {key: 'BASIS', width: 21, style: 'dim'},
];

/** A row of the forecast table: observed or expected. */
export function forecastRow(what: string, forecast: Forecast): TableRow {
  const {fullScanSeconds, pagesPerSecond, bytesPerSecond, ksmdCpuPercent} = forecast;
  const basis = (pagesPerSecond ?? fullScanSeconds ?? ksmdCpuPercent)?.basis;
  // Extrapolated from the current rate: no full scan was observed yet.
  const about = basis === 'observed' && fullScanSeconds?.basis === 'formula' ? '~' : '';
  return {
    KSMD: what,
    'FULL SCAN': about + cellText(fullScanSeconds, formatSeconds, 11),
    'PAGES/S': cellText(pagesPerSecond, formatLarge, 8),
    'MEMORY/S': cellText(bytesPerSecond, formatBytes, 9),
    CPU: cellText(ksmdCpuPercent, formatPercent, 10),
    BASIS: basis ? bases[basis] : 'not known yet',
  };
}

/** A range, or its worse end where the range does not fit. */
function cellText(
  estimate: ForecastValue | undefined,
  format: (value: number) => string,
  width: number,
): string {
  const text = forecastValueText(estimate, format);
  return estimate && text.length > width ? `~${format(estimate.value)}` : text;
}
