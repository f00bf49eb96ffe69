import {memo} from 'react';
import type {Model} from '../../../model/model.js';
import type {HistoryPoint, TrendName} from '../../../model/sample/history.js';
import {formatBytes} from '../../../text/units.js';
import {plotColumns, plotLines, plottedAt} from '../../draw/chart/plot.js';
import {Line, paintItems} from '../../draw/line.js';
import {type Style, type Theme, useTheme} from '../../draw/theme.js';
import {useZones} from '../../mouse/useZones.js';
import type {Zone} from '../../mouse/zone.js';
import {pointText} from './pointText.js';

type ChartProps = {
  model: Model;
  names: readonly TrendName[];
  width: number;
  height: number;
  /** Its first line on the screen. */
  top: number;
  remark: (text: string) => void;
};

/** One style per line; the name at its end identifies it without color. */
const seriesStyles: readonly Style[] = ['accent', 'good', 'warning', 'bad'];

/** A line chart of the chosen counters over the kept history: memory against time. */
export const Chart = memo(function Chart(props: ChartProps) {
  const {model, names, width, height, top, remark} = props;
  const theme = useTheme();
  const zone: Zone = {
    id: 'chart',
    ...{top: top + legendLines, left: 0, height: height - legendLines, width},
    at({column}) {
      const points = chartPoints(model, width);
      const point = points[plottedAt(column, points.length, width) ?? -1];
      return point && {kind: 'value', tell: () => remark(pointText(model, point, names))};
    },
  };
  useZones('upper', [zone]);
  const lines = chartLines(theme, model, names, width, height);
  // biome-ignore lint/suspicious/noArrayIndexKey: a line of the chart is its place.
  return lines.map((line, index) => <Line key={index} text={line} />);
});

/** Exactly `height` lines of `width` columns: legend, plot, time axis. */
export function chartLines(
  theme: Theme,
  model: Model,
  names: readonly TrendName[],
  width: number,
  height: number,
): readonly string[] {
  const points = chartPoints(model, width);
  const pageSize = model.sample.host.pageSizeBytes;
  const series = names.map((name, index) => ({
    bytes: carriedValues(points, name, pageSize),
    style: seriesStyles[index % seriesStyles.length] ?? 'plain',
    name: shortName(name),
  }));
  const times = points.map(({timeMs}) => timeMs);
  return [
    legendLine(theme, model, names, width),
    ...plotLines(theme, series, times, {width, height: height - legendLines}),
  ];
}

const legendLines = 1;

/** The whole history, thinned to one point per column. */
function chartPoints({history}: Model, width: number): readonly HistoryPoint[] {
  const columns = plotColumns(width);
  if (history.length <= columns) return history;
  const step = (history.length - 1) / (columns - 1);
  return Array.from({length: columns}, (_, column) => Math.round(column * step)).flatMap(
    (index) => history[index] ?? [],
  );
}

function shortName(name: TrendName): string {
  return name.replace('pages_', '');
}

/** Repeats the last known value where one is unknown: asciichart cannot draw gaps. */
function carriedValues(points: readonly HistoryPoint[], name: TrendName, pageSize: number) {
  let last = 0;
  return points.map(({values}) => {
    last = (values[name] ?? last / pageSize) * pageSize;
    return last;
  });
}

function legendLine(theme: Theme, {sample}: Model, names: readonly TrendName[], width: number) {
  const items = names.map((name) => {
    const pages = sample.ksm?.counters[name];
    const bytes = pages === undefined ? undefined : pages * sample.host.pageSizeBytes;
    return {priority: 2, spans: [['bold', shortName(name)] as const, ` ${formatBytes(bytes)}`]};
  });
  const hint = {priority: 1, spans: [['dim', '1 2 3 4 one counter, 5 all'] as const]};
  return paintItems(theme, [...items, hint], width);
}
