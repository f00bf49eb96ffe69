import type {EstimatedMemory, LeftOut} from '../../model/estimate/estimate.js';
import type {SettlingTime} from '../../model/estimate/settlingTime.js';
import {countOf} from '../../text/count.js';
import {formatBytes, formatSeconds, formatSignedBytes} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import {alignRight, fitWidth, widthOf} from '../../text/width.js';
import {wrapWords} from '../../text/wrap.js';
import {type EstimateReport, isLowerBound} from './estimateFigures.js';

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
const mostReasons = 5;

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
    ...sentences(report, options.settling).flatMap((sentence) =>
      wrapWords(sentence, options.columns ?? Number.POSITIVE_INFINITY),
    ),
  ];
  return lines.map((text) => `${options.spell(text)}\n`).join('');
}

/** What the table does not say. */
function sentences({groups, estimate}: EstimateReport, settling: SettlingTime): string[] {
  const {total, best, leftOut, framesSeen, sampledOneIn} = estimate;
  const isBetter = best.length < groups.length;
  const said: string[] = [];
  if (best.length === 0) said.push('Nothing here is worth opting in.');
  else if (isBetter) said.push(`* Worth opting in together: ${countOf(best.length, 'container')}.`);
  if (isLowerBound(estimate)) said.push(`At least this much would be saved: ${whyLess(leftOut)}.`);
  if (sampledOneIn > 1) {
    const span = formatBytes(total.uncertaintyBytes);
    said.push(`One content in ${sampledOneIn} was counted: ± ${span} with 95 % certainty.`);
  }
  if (!framesSeen) {
    said.push(
      'Without CAP_SYS_ADMIN pages that processes share already look like duplicates: run as root.',
    );
  }
  const {present, aggressive} = settling;
  const times = [
    present === undefined ? [] : `${formatSeconds(present)} with the present settings`,
    aggressive === undefined ? [] : `${formatSeconds(aggressive)} with the preset aggressive`,
  ].flat();
  if (best.length > 0 && times.length > 0) said.push(`ksmd merges it within ${times.join(', ')}.`);
  if (best.length > 0) {
    const saved = formatBytes(total.wouldSaveBytes);
    said.push(`Opting all of it out again takes up to ${saved} of free memory.`);
  }
  return said;
}

/** Processes that were left out, by reason. */
function whyLess(leftOut: readonly LeftOut[]): string {
  const bytes = leftOut.reduce((sum, process) => sum + process.bytes, 0);
  const counts = new Map<string, number>();
  for (const {reason} of leftOut) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const reasons = [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostReasons)
    .map(([reason, count]) => `${count} ${reason}`);
  const processes = countOf(leftOut.length, 'process', 'processes');
  return `${processes} with ${formatBytes(bytes)} left out (${reasons.join(', ')})`;
}
