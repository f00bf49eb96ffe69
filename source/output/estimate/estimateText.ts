import {estimateSentences} from '../../model/estimate/estimateSentences.js';
import {knownFigures} from '../../model/estimate/knownFigures.js';
import type {EstimatedMemory, EstimateReport} from '../../model/estimate/savingsEstimate.js';
import type {SettlingTime} from '../../model/estimate/settlingTime.js';
import {alignRight, fitWidth, widthOf} from '../../text/width.js';
import {wrapWords} from '../../text/wrap.js';
import {type EstimateColumn, estimateRows, tableColumns} from './estimateTable.js';

export type EstimateTextOptions = {
  settling: SettlingTime;
  /** Equal pages on different NUMA nodes do not merge. */
  isPerNode?: boolean;
  /** Columns to break sentences at; absent: they stay whole. */
  columns?: number | undefined;
  /** Rewrites what the terminal's character set lacks. */
  spell: (line: string) => string;
};

/** Left out on narrow terminals, the first one first: they add up to others, or are 0 as a rule. */
const expendable = ['METADATA', 'NOT READ', 'INELIGIBLE', 'BETWEEN', 'WITHIN', 'ZERO'];

const figureWidth = 10;
const gap = '  ';
const mark = '*';
const mostNameWidth = 32;

/** An estimate for people: a table, most profit first, and what follows from it. */
export function estimateText(report: EstimateReport, options: EstimateTextOptions): string {
  const {groups, estimate} = report;
  const rows = estimateRows(report);
  const nameWidth = Math.min(
    mostNameWidth,
    Math.max('CONTAINER'.length, ...rows.map(({name}) => widthOf(name))),
  );
  const width = options.columns ?? Number.POSITIVE_INFINITY;
  const columns = fittingColumns(width - nameWidth - gap.length - mark.length);
  const line = (name: string, cells: readonly string[], isBest = false) =>
    [
      fitWidth(name, nameWidth),
      ...cells.map((cell) => alignRight(cell, figureWidth)),
      ...(isBest ? [mark] : []),
    ].join(gap);
  const cellsOf = (memory: EstimatedMemory) =>
    columns.map(([, cell]) => cell(knownFigures(memory)));
  const lines = [
    line(
      'CONTAINER',
      columns.map(([title]) => title),
    ),
    ...rows.map(({name, memory, isBest}) => line(name, cellsOf(memory), isBest)),
    line('total', cellsOf(estimate.total)),
    '',
    ...estimateSentences(groups.length, estimate, options.settling, options.isPerNode).flatMap(
      (sentence) => wrapWords(sentence, width),
    ),
  ];
  return lines.map((text) => `${options.spell(text)}\n`).join('');
}

/** @param width For all figures. */
function fittingColumns(width: number): readonly EstimateColumn[] {
  const most = Math.max(1, Math.floor(width / (gap.length + figureWidth)));
  const dropped = new Set(expendable.slice(0, Math.max(0, tableColumns.length - most)));
  return tableColumns.filter(([title]) => !dropped.has(title));
}
