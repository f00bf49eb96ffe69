import {estimateSentences} from '../../model/estimate/estimateSentences.js';
import type {EstimatedMemory} from '../../model/estimate/savingsEstimate.js';
import type {SettlingTime} from '../../model/estimate/settlingTime.js';
import {formatBytes, formatSignedBytes} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import {alignRight, fitWidth, widthOf} from '../../text/width.js';
import {wrapWords} from '../../text/wrap.js';
import type {EstimateReport} from './estimateFigures.js';

export type EstimateTextOptions = {
  settling: SettlingTime;
  /** Columns to break sentences at; absent: they stay whole. */
  columns?: number | undefined;
  /** Rewrites what the terminal's character set lacks. */
  spell: (line: string) => string;
};

const columns: ReadonlyArray<readonly [string, (memory: EstimatedMemory) => string]> = [
  ['MEMORY', ({memoryBytes}) => formatBytes(memoryBytes)],
  ['ZERO', ({zeroBytes}) => formatBytes(zeroBytes)],
  ['WITHIN', ({withinBytes}) => formatBytes(withinBytes)],
  ['BETWEEN', ({betweenBytes}) => formatBytes(betweenBytes)],
  ['VOLATILE', ({volatileBytes}) => formatBytes(volatileBytes)],
  ['WOULD SAVE', ({wouldSaveBytes}) => formatBytes(wouldSaveBytes)],
  ['PROFIT', ({profitBytes}) => formatSignedBytes(profitBytes)],
];

const figureWidth = 10;
const mostNameWidth = 32;

/** An estimate for people: a table, most profit first, and what follows from it. */
export function estimateText(report: EstimateReport, options: EstimateTextOptions): string {
  const {groups, estimate} = report;
  const best = new Set(estimate.best);
  const rows = estimate.groups
    .flatMap((memory, index) => {
      const group = groups[index];
      return group ? [{name: showUntrusted(group.name), memory, isBest: best.has(index)}] : [];
    })
    .sort((a, b) => b.memory.profitBytes - a.memory.profitBytes);
  const nameWidth = Math.min(
    mostNameWidth,
    Math.max('CONTAINER'.length, ...rows.map(({name}) => widthOf(name))),
  );
  const line = (name: string, cells: readonly string[], mark = '') =>
    `${[fitWidth(name, nameWidth), ...cells.map((cell) => alignRight(cell, figureWidth))].join('  ')}${mark}`;
  const cellsOf = (memory: EstimatedMemory) => columns.map(([, cell]) => cell(memory));
  const lines = [
    line(
      'CONTAINER',
      columns.map(([title]) => title),
    ),
    ...rows.map(({name, memory, isBest}) => line(name, cellsOf(memory), isBest ? '  *' : '')),
    line('total', cellsOf(estimate.total)),
    '',
    ...estimateSentences(groups.length, estimate, options.settling).flatMap((sentence) =>
      wrapWords(sentence, options.columns ?? Number.POSITIVE_INFINITY),
    ),
  ];
  return lines.map((text) => `${options.spell(text)}\n`).join('');
}
