import {memo} from 'react';
import type {Model} from '../../../model/model.js';
import {type TrendName, trendNames} from '../../../model/sample/history.js';
import {formatBytes, formatCount, formatRate} from '../../../text/units.js';
import {alignRight} from '../../../text/width.js';
import {ageAt, sparkline} from '../../draw/chart/sparkline.js';
import {Line, paintLine} from '../../draw/line.js';
import {type Theme, useTheme} from '../../draw/theme.js';
import {useZones} from '../../mouse/useZones.js';
import type {Zone} from '../../mouse/zone.js';
import {pointText} from './pointText.js';

const nameWidth = 8;
const countWidth = 12;
const bytesWidth = 10;
const rateWidth = 10;
/** A blank before the memory, two before the sparkline. */
const sparkLeft = nameWidth + countWidth + bytesWidth + 3;

const sparkWidth = (width: number) => width - sparkLeft - rateWidth;

type TrendsProps = {
  model: Model;
  width: number;
  /** Their first line on the screen. */
  top: number;
  remark: (text: string) => void;
};

/** Four lines: each counter with its value, memory, sparkline and rate. */
export const Trends = memo(function Trends({model, width, top, remark}: TrendsProps) {
  const theme = useTheme();
  const zone: Zone = {
    id: 'trends',
    ...{top, left: sparkLeft, height: trendNames.length, width: sparkWidth(width)},
    at({line, column}) {
      const age = ageAt(column, model.history, sparkWidth(width));
      const point = age === undefined ? undefined : model.history.at(-1 - age);
      const names = trendNames.slice(line, line + 1);
      return point && {kind: 'value', tell: () => remark(pointText(model, point, names))};
    },
  };
  useZones('upper', [zone]);
  return trendNames.map((name) => <Line key={name} text={trendLine(theme, model, name, width)} />);
});

export function trendLine(theme: Theme, model: Model, name: TrendName, width: number): string {
  const {sample, rates, history} = model;
  const pages = sample.ksm?.counters[name];
  const bytes = pages === undefined ? undefined : pages * sample.host.pageSizeBytes;
  const columns = sparkWidth(width);
  const values = history.slice(-columns).map((point) => point.values[name]);
  return paintLine(
    theme,
    [
      ['dim', name.replace('pages_', '').padEnd(nameWidth)],
      ['bold', alignRight(formatCount(pages), countWidth)],
      alignRight(formatBytes(bytes), bytesWidth + 1),
      '  ',
      ['accent', sparkline(values, columns, theme.glyphs.spark)],
      ['dim', alignRight(formatRate(rates?.counters[name]), rateWidth)],
    ],
    width,
  );
}
