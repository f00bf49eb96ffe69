import {highestOf, lowestOf} from '../../text/extremes.js';
import type {Model} from '../model.js';
import {type ReportFigureName, reportFigureNames, reportFigures} from './reportFigures.js';

/** What a figure was during one step of a trend. */
export type Range = {mean: number; lowest: number; highest: number};

/** One step of the trends; a figure that could not be read is absent. */
export type TrendStep = {
  /** Mean wall clock of its samples, milliseconds since 1970. */
  timeMs: number;
  values: Readonly<Partial<Record<ReportFigureName, Range>>>;
};

/** Collects the figures of models, in order of time. */
export type TrendCollector = {
  add(model: Model): void;
  /** All that was collected, condensed to about `most` steps of the same duration. */
  condense(most: number): readonly TrendStep[];
};

export function createTrendCollector(): TrendCollector {
  const times: number[] = [];
  const rows: Array<ReadonlyArray<number | undefined>> = [];
  return {
    add(model) {
      times.push(model.sample.timeMs);
      rows.push(reportFigureNames.map((name) => reportFigures[name].figureOf(model)));
    },
    condense(most) {
      // The clock may have been set back.
      const startMs = lowestOf(times);
      const stepMs = Math.max(1, (highestOf(times) - startMs) / most);
      const steps: TrendStep[] = [];
      for (let first = 0; first < times.length; ) {
        const step = Math.floor(((times[first] ?? 0) - startMs) / stepMs);
        let end = first + 1;
        // A clock that was set back ends a step, too.
        while (end < times.length && stepOf(times[end], startMs, stepMs) === step) end++;
        steps.push(stepOfRows(times.slice(first, end), rows.slice(first, end)));
        first = end;
      }
      return steps;
    },
  };
}

function stepOf(timeMs: number | undefined, startMs: number, stepMs: number): number {
  return Math.floor(((timeMs ?? 0) - startMs) / stepMs);
}

function stepOfRows(
  times: readonly number[],
  rows: ReadonlyArray<ReadonlyArray<number | undefined>>,
): TrendStep {
  const values: Partial<Record<ReportFigureName, Range>> = {};
  for (const [index, name] of reportFigureNames.entries()) {
    const known = rows.flatMap((row) => row[index] ?? []);
    if (known.length > 0) values[name] = rangeOf(known);
  }
  return {timeMs: meanOf(times), values};
}

function rangeOf(values: readonly number[]): Range {
  return {mean: meanOf(values), lowest: lowestOf(values), highest: highestOf(values)};
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
