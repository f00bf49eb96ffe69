import {isWhole, type MapReport, type MapRow, mapRows} from '../../model/map/mapReport.js';
import {Digits, type JsonValue, jsonText} from '../jsonText.js';
import {numberText} from '../numbers.js';
import {mapFigures, sampledFigures} from './mapFigures.js';

/**
 * A sharing map as one JSON object on a line. Without a view of frames what depends on them is
 * left out.
 * @param ids Of the containers to print; absent: all.
 */
export function mapJson(report: MapReport, ids?: ReadonlySet<string>): string {
  const {timeMs, groups, map, pageBytes} = report;
  const isPrinted = (index: number) => !ids || ids.has(groups[index]?.id ?? '');
  const isKnown = map.hidden === undefined;
  const object = {
    time: new Date(timeMs).toISOString(),
    seconds: number(map.seconds, 3),
    ...(map.hidden && {hidden: map.hidden}),
    ...(!isWhole(report) && {lower_bound: new Digits('true')}),
    ...(map.processesNotRead > 0 && {processes_not_read: number(map.processesNotRead)}),
    ...(isKnown && {
      ksm_flag_believed: new Digits(String(map.flagBelieved)),
      undecided_pages: number(map.undecidedPages),
      frames: number(map.frames),
      mappings: number(map.mappings),
    }),
    pages_shared: number(report.kernelFrames),
    pages_sharing: number(
      report.kernelMappings === undefined || report.kernelFrames === undefined
        ? undefined
        : report.kernelMappings - report.kernelFrames,
    ),
    ...(isKnown && {tenants_crossed_bytes: number(map.crossedFrames * pageBytes)}),
    containers: mapRows(report)
      .filter(({index}) => isPrinted(index))
      .map((row) => containerObject(row, report)),
    ...(isKnown && {
      cells: map.cells
        .filter(({a, b}) => isPrinted(a) || isPrinted(b))
        .map(({a, b, frames}) => ({
          a: groups[a]?.id,
          b: groups[b]?.id,
          frames: number(frames),
          bytes: number(frames * pageBytes),
        })),
    }),
    left_out: map.leftOut.map(({pid, group, reason}) => ({
      pid: number(pid),
      container: groups[group]?.id,
      reason,
    })),
  };
  return `${jsonText(object)}\n`;
}

function containerObject(row: MapRow, {groups, map}: MapReport) {
  const {id, name, kind} = row.group;
  const figures = map.hidden ? sampledFigures : [...mapFigures, ...sampledFigures];
  return {
    id,
    name,
    kind,
    tenants: row.tenants,
    ...Object.fromEntries(
      figures.map(([key, value]): [string, JsonValue | undefined] => [key, number(value(row))]),
    ),
    ...(!map.hidden && {shares_with: row.partners.flatMap(({index}) => groups[index]?.id ?? [])}),
  };
}

function number(value: number | undefined, decimals = 0): Digits | undefined {
  const text = numberText(value, decimals);
  return text === undefined ? undefined : new Digits(text);
}
