import {hosts} from './hosts.mjs';

/** @typedef {import('./rows.mjs').Row} Row */

/** To start and end a process of a host. */
const secondsAProcess = 0.004;

/**
 * Reports the estimated time, and then the progress.
 *
 * @param {readonly Row[]} rows
 * @param {import('./effort.mjs').Effort} effort
 */
export function showProgress(rows, effort) {
  const measured = rows.filter(({measure}) => measure);
  let left = measured.length;
  /** @param {readonly Row[]} together */
  const secondsOf = (together) => Math.max(...together.map(({takes}) => takes?.(effort) ?? 0));
  const counts = [...new Set(measured.map(({host}) => host))].map((host) => hosts[host].processes);
  const seconds =
    sum(atATime(measured).map(secondsOf)) + sum(counts.map((count) => count * secondsAProcess));
  const end = new Date(Date.now() + seconds * 1000).toTimeString().slice(0, 5);
  console.error(`${left} rows take about ${inWords(seconds)}, until ${end}.`);
  return {
    /** @param {readonly Row[]} together */
    begin(together) {
      for (const {what} of together) {
        console.error(`… ${what}: ${inWords(secondsOf(together))}, ${--left} more`);
      }
    },
  };
}

/** Groups rows that are measured at the same time. @param {readonly Row[]} rows */
export function atATime(rows) {
  /** @type {Row[][]} */
  const groups = [];
  for (const row of rows) {
    const last = groups.at(-1);
    const together = row.together !== undefined && last?.[0]?.together === row.together;
    if (together && last?.[0]?.host === row.host) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

/** @param {number} seconds */
function inWords(seconds) {
  return seconds < 100 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}

/** @param {readonly number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);
