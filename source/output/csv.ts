import {counters} from '../kernel/ksm/counters.js';
import {parameters} from '../kernel/ksm/parameters.js';
import type {ContainerRow} from '../model/derive/containers.js';
import {preloadStates} from '../model/derive/preloadState.js';
import {containerVerdict, hostVerdict} from '../model/derive/verdict.js';
import type {Model} from '../model/model.js';
import {containerCounts, containerFigures} from './containerFigures.js';
import {type CsvColumn, csvHeadings, csvLine, nameText} from './csvText.js';
import {hostFigures} from './hostFigures.js';
import {digitsText, numberText} from './numbers.js';
import type {ContainerFilter, Writer} from './writer.js';

const sampleColumns: ReadonlyArray<CsvColumn<Model>> = [
  ['time', ({sample}) => new Date(sample.timeMs).toISOString()],
  ['interval_seconds', ({rates}) => numberText(rates?.elapsedSeconds, 3)],
  ['host', ({sample}) => nameText(sample.host.name)],
];

const hostColumns: ReadonlyArray<CsvColumn<Model>> = [
  ...sampleColumns,
  ['verdict', hostVerdict],
  ...counters.map(
    ({name}): CsvColumn<Model> => [name, ({sample}) => numberText(sample.ksm?.counters[name])],
  ),
  ...parameters.map(({name}): CsvColumn<Model> => [name, (model) => parameterText(model, name)]),
  ['ksmd_cpu_percent', ({rates}) => numberText(rates?.ksmdCpuPercent, 2)],
  ...hostFigures.map(
    ({name, decimals, value}): CsvColumn<Model> => [
      name,
      (model) => numberText(value(model), decimals),
    ],
  ),
];

type Pair = {model: Model; row: ContainerRow};

const containerColumns: ReadonlyArray<CsvColumn<Pair>> = [
  ...sampleColumns.map(([name, cell]): CsvColumn<Pair> => [name, ({model}) => cell(model)]),
  ['id', ({row}) => nameText(row.id)],
  ['container', ({row}) => nameText(row.name)],
  ['kind', ({row}) => nameText(row.kind)],
  ['verdict', ({model, row}) => containerVerdict(model, row)],
  ...containerCounts.map(
    ({name, value}): CsvColumn<Pair> => [name, ({row}) => numberText(value(row))],
  ),
  ...preloadStates.map(
    (state): CsvColumn<Pair> => [`preload_${state}`, ({row}) => numberText(row.preload[state])],
  ),
  ...containerFigures.map(
    ({name, value}): CsvColumn<Pair> => [name, ({row}) => numberText(value(row))],
  ),
];

/** Writes CSV (RFC 4180): a line per sample, or per selected container. */
export function createCsvWriter(filter: ContainerFilter | undefined): Writer {
  let isFirst = true;
  return (model) => {
    const lines = filter
      ? (model.containers ?? [])
          .filter(filter)
          .map((row) => csvLine(containerColumns, {model, row}))
      : [csvLine(hostColumns, model)];
    if (!isFirst) return lines.join('');
    isFirst = false;
    return csvHeadings(filter ? containerColumns : hostColumns) + lines.join('');
  };
}

function parameterText({sample}: Model, name: (typeof parameters)[number]['name']) {
  const text = sample.ksm?.parameters[name];
  return digitsText(text) ?? (text && nameText(text));
}
