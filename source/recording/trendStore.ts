import {type HistoryPoint, historyPoint, pointsKept, trendNames} from '../model/sample/history.js';
import type {Sample} from '../model/sample/sample.js';

/** The trends of a whole recording, in a few bytes per sample. */
export type TrendStore = {
  append(sample: Sample): void;
  /** The trends of a live screen before this sample, if it was started at sample `first`. */
  before(number: number, first: number): readonly HistoryPoint[];
};

const width = 1 + trendNames.length;
const fewestSamples = 4096;

/** An empty store, which grows by doubling. */
export function createTrendStore(): TrendStore {
  let table = new Float64Array(fewestSamples * width);
  let count = 0;

  function pointAt(number: number): HistoryPoint {
    const start = number * width;
    const values: HistoryPoint['values'] = Object.fromEntries(
      trendNames.flatMap((name, index) => {
        const value = table[start + 1 + index] as number;
        return Number.isNaN(value) ? [] : [[name, value]];
      }),
    );
    return {timeMs: table[start] as number, values};
  }

  return {
    append(sample) {
      if ((count + 1) * width > table.length) {
        const larger = new Float64Array(2 * table.length);
        larger.set(table);
        table = larger;
      }
      const {timeMs, values} = historyPoint(sample);
      const row = [timeMs, ...trendNames.map((name) => values[name] ?? Number.NaN)];
      table.set(row, count * width);
      count++;
    },
    before(number, first) {
      const points: HistoryPoint[] = [];
      for (let next = Math.max(first, number - pointsKept); next < number; next++) {
        points.push(pointAt(next));
      }
      return points;
    },
  };
}
