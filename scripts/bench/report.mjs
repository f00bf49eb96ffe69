import {readFileSync} from 'node:fs';
import {availableParallelism, cpus, loadavg, release, totalmem} from 'node:os';
import {median, quantile, rounded, spread} from './statistics.mjs';

/** The machine that is measured on, and its load before. */
export function machine() {
  const {PRETTY_NAME: system = 'Linux'} = Object.fromEntries(
    readFileSync('/etc/os-release', 'utf8')
      .split('\n')
      .map((line) => line.replaceAll('"', '').split('=')),
  );
  return {
    processor: cpus()[0]?.model ?? 'unknown',
    processors: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    system,
    node: process.version,
    load: Number(loadavg()[0]?.toFixed(1)),
  };
}

/**
 * @param {ReturnType<typeof machine>} machine
 * @param {import('./effort.mjs').Effort} effort
 */
export function heading({processor, processors, memoryGiB, kernel, system, node, load}, effort) {
  const {starts, repeats, seconds, settleSeconds, samples, keys} = effort;
  return [
    `${processor}, ${processors} processors, ${memoryGiB} GiB, load ${load}`,
    `${system}, Linux ${kernel}, Node ${node}`,
    `Medians of ${starts} starts, ${samples} samples, ${keys} keys, and of ${repeats} × ${seconds} s ` +
      `after ${settleSeconds} s of settling; the worst of twenty where it says so\n`,
  ].join('\n');
}

/**
 * A row as it was measured.
 *
 * @typedef {object} Result
 * @property {import('./rows.mjs').Row} row
 * @property {import('./measures/measures.mjs').Figures | undefined} measured absent: it could not
 *   be
 * @property {string} [why] it could not be
 */

/**
 * Compares a row with its budget.
 *
 * @param {Result} result
 */
export function judge({row, measured}) {
  if (!measured) return {verdict: 'skipped'};
  const {figures, reference} = measured;
  // The single worst of many figures is often another program's doing.
  const figure = row.counts === 'worst' ? quantile(figures, 0.95) : median(figures);
  const ratio = reference && figure / median(reference);
  if (row.budget === undefined) return {figure, ratio, verdict: ''};
  const counted = ratio ?? figure;
  const kept = counted <= row.budget && counted >= (row.least ?? 0);
  return {figure, ratio, verdict: kept ? 'pass' : 'SHORT'};
}

const titles = ['what', 'figure', 'spread', 'reference', 'ratio', 'budget', ''];

/** @param {readonly Result[]} results */
export function table(results) {
  const lines = results.map((result) => {
    const {row, measured, why} = result;
    const {figure, ratio, verdict} = judge(result);
    const budget =
      row.budget === undefined ? '' : `≤ ${row.budget} ${row.reference ? '×' : row.unit}`;
    if (!measured || figure === undefined) return [row.what, '–', '', '', '', budget, why ?? ''];
    const {figures, reference, note} = measured;
    return [
      row.what,
      `${rounded(figure)} ${row.unit}`,
      spread(figures),
      reference ? `${row.reference} ${rounded(median(reference))}` : '',
      ratio === undefined ? '' : `${rounded(ratio)} ×`,
      budget,
      note ? `${verdict} (${note})`.trimStart() : verdict,
    ];
  });
  const cells = [titles, ...lines];
  const widths = titles.map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  );
  return cells
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .map((cell, column) => (column === titles.length - 1 ? cell.trimStart() : cell))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
