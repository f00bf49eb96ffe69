import {memo} from 'react';
import type {Model} from '../../model/model.js';
import {type TrendName, trendNames} from '../../model/sample/history.js';
import {formatBytes, formatCount, formatRate} from '../../text/units.js';
import {alignRight} from '../../text/width.js';
import {Line, paintLine} from '../draw/line.js';
import {sparkline} from '../draw/sparkline.js';
import {type Theme, useTheme} from '../draw/theme.js';

const nameWidth = 8;
const countWidth = 12;
const bytesWidth = 10;
const rateWidth = 10;

/** Four lines: each counter with its value, memory, sparkline and rate. */
export const Trends = memo(function Trends({model, width}: {model: Model; width: number}) {
  const theme = useTheme();
  return trendNames.map((name) => <Line key={name} text={trendLine(theme, model, name, width)} />);
});

export function trendLine(theme: Theme, model: Model, name: TrendName, width: number): string {
  const {sample, rates, history} = model;
  const pages = sample.ksm?.counters[name];
  const bytes = pages === undefined ? undefined : pages * sample.host.pageSizeBytes;
  const sparkWidth = width - nameWidth - countWidth - bytesWidth - rateWidth - 3;
  const values = history.slice(-sparkWidth).map((point) => point.values[name]);
  return paintLine(
    theme,
    [
      ['dim', name.replace('pages_', '').padEnd(nameWidth)],
      ['bold', alignRight(formatCount(pages), countWidth)],
      alignRight(formatBytes(bytes), bytesWidth + 1),
      '  ',
      ['accent', sparkline(values, sparkWidth, theme.glyphs.spark)],
      ['dim', alignRight(formatRate(rates?.counters[name]), rateWidth)],
    ],
    width,
  );
}
