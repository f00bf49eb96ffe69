import {
  bundleFirstFrame,
  bytesAgainstHtop,
  cpu,
  cpuAgainstHtop,
  executableFirstFrame,
  heap,
  keys,
  memory,
  run,
  runExecutable,
  sample,
  savedSum,
  slices,
} from './measures.mjs';

/**
 * A budget, and how it is measured. With a reference the budget is a ratio to it, else a figure.
 *
 * @typedef {object} Row
 * @property {string} id
 * @property {string} what
 * @property {string} unit
 * @property {string} [reference]
 * @property {number} budget
 * @property {number} [least] the ratio must not be below either
 * @property {'median' | 'worst'} [counts] which of the figures; the median when absent
 * @property {import('./hosts.mjs').HostName} host
 * @property {(bench: import('./measures.mjs').Bench) =>
 *   Promise<import('./measures.mjs').Figures> | undefined} [measure] no answer: cannot be measured
 * @property {[above: string, below: string]} [quotient] of the figures of two other rows
 */

/** @type {readonly Row[]} */
export const rows = [
  {
    id: 'first-frame-executable',
    what: 'first frame, executable',
    unit: 'ms',
    reference: 'htop',
    budget: 0.8,
    host: 'asItIs',
    measure: executableFirstFrame,
  },
  {
    id: 'first-frame',
    what: 'first frame, dist/cli.js',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 3.5,
    host: 'asItIs',
    measure: bundleFirstFrame,
  },
  {
    id: 'print-executable',
    what: 'print -n 1, executable',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 1.6,
    host: 'asItIs',
    measure: runExecutable('print', '-n', '1'),
  },
  {
    id: 'print',
    what: 'print -n 1, dist/cli.js',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 1.6,
    host: 'asItIs',
    measure: run('print', '-n', '1'),
  },
  {
    id: 'help-executable',
    what: '--help, executable',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 1.6,
    host: 'asItIs',
    measure: runExecutable('--help'),
  },
  {
    id: 'help',
    what: '--help, dist/cli.js',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 1.6,
    host: 'asItIs',
    measure: run('--help'),
  },
  {
    id: 'cpu-100',
    what: 'CPU, 100 processes',
    unit: 'ms/s',
    budget: 25,
    host: 'hundred',
    measure: cpu,
  },
  {
    id: 'rss',
    what: 'resident memory, live at 1 s',
    unit: 'MiB',
    budget: 90,
    counts: 'worst',
    host: 'hundred',
    measure: memory,
  },
  {
    id: 'heap',
    what: 'JavaScript heap, live at 0.1 s',
    unit: 'MiB',
    reference: 'earlier',
    budget: 1.02,
    host: 'hundred',
    measure: heap,
  },
  {
    id: 'saved-sum',
    what: "sum of the containers' saved",
    unit: 'MiB',
    reference: 'the system',
    budget: 1.01,
    least: 0.99,
    host: 'changing',
    measure: savedSum,
  },
  {
    id: 'bytes',
    what: 'terminal bytes, 5 % of rows changing',
    unit: 'bytes/s',
    reference: 'htop',
    budget: 1.5,
    host: 'changing',
    measure: bytesAgainstHtop,
  },
  {
    id: 'sample-1000',
    what: 'one sample, 1,000 processes',
    unit: 'ms',
    reference: 'C',
    budget: 1.5,
    host: 'thousand',
    measure: sample('wallMs'),
  },
  {
    id: 'cpu-3000',
    what: 'CPU, 3,000 processes',
    unit: 'ms/s',
    reference: 'htop',
    budget: 0.3,
    host: 'threeThousand',
    measure: cpuAgainstHtop,
  },
  {
    id: 'cpu-10000',
    what: 'CPU, 10,000 processes',
    unit: 'ms/s',
    reference: 'htop',
    budget: 0.3,
    host: 'tenThousand',
    measure: cpuAgainstHtop,
  },
  {
    id: 'sample',
    what: 'one sample, 10,000 processes',
    unit: 'ms',
    reference: 'C',
    budget: 1.5,
    host: 'tenThousand',
    measure: sample('wallMs'),
  },
  {
    id: 'sample-cpu',
    what: 'its CPU time, all threads',
    unit: 'ms',
    reference: 'C',
    budget: 1.5,
    host: 'tenThousand',
    measure: sample('cpuMs'),
  },
  {
    id: 'slice',
    what: 'longest slice, 10,000 processes',
    unit: 'ms',
    budget: 16,
    counts: 'worst',
    host: 'tenThousand',
    measure: slices,
  },
  {
    id: 'key',
    what: 'key press to screen, 10,000 processes',
    unit: 'ms',
    budget: 50,
    counts: 'worst',
    host: 'tenThousand',
    measure: keys,
  },
  {
    id: 'growth',
    what: 'one sample, 1,000 to 10,000 processes',
    unit: '×',
    budget: 10,
    host: 'tenThousand',
    quotient: ['sample', 'sample-1000'],
  },
];
