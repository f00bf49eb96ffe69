import {estimateRows} from './rows/estimateRows.mjs';
import {mapRows} from './rows/mapRows.mjs';
import {memoryRows} from './rows/memoryRows.mjs';
import {sampleRows} from './rows/sampleRows.mjs';
import {screenRows} from './rows/screenRows.mjs';
import {startRows} from './rows/startRows.mjs';

/**
 * A budget, and how it is measured. With a reference the budget is a ratio to it, else a figure.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} what
 * @property {string} unit
 * @property {string} [reference]
 * @property {number} [budget] absent: the row is there for another that is a quotient of it
 * @property {number} [least] the ratio must not be below either
 * @property {'median' | 'worst'} [counts] which of the figures; the median when absent
 * @property {import('./hosts.mjs').HostName} host
 * @property {(bench: import('./measures/measures.mjs').Bench) =>
 *   Promise<import('./measures/measures.mjs').Figures | string> | undefined} [measure] a string: why
 *   not; undefined: what was not built cannot be measured
 * @property {import('./effort.mjs').Takes} [takes]
 * @property {string} [together] rows that follow each other with the same word are measured at the
 *   same time
 * @property {[above: string, below: string]} [quotient] of the figures of two other rows
 */

/** @type {readonly Row[]} */
export const rows = [
  ...startRows,
  ...screenRows,
  ...sampleRows,
  ...memoryRows,
  ...estimateRows,
  ...mapRows,
];
