import type {Model} from '../../../model/model.js';
import type {HistoryPoint, TrendName} from '../../../model/sample/history.js';
import {clockTime} from '../../../text/clock.js';
import {formatBytes, formatCount} from '../../../text/units.js';

/** The counters at one moment, as `10:15:32: sharing 825 310 pages, 3.1 GiB`. */
export function pointText(
  {sample}: Model,
  {timeMs, values}: HistoryPoint,
  names: readonly TrendName[],
): string {
  const figures = names.map((name) => {
    const pages = values[name];
    const bytes = pages === undefined ? undefined : pages * sample.host.pageSizeBytes;
    const count = names.length === 1 ? `${formatCount(pages)} pages, ` : '';
    return `${name.replace('pages_', '')} ${count}${formatBytes(bytes)}`;
  });
  return `${clockTime(timeMs)}: ${figures.join(', ')}`;
}
