import {starting} from '../effort.mjs';
import {bundleFirstFrame, executableFirstFrame, run, runExecutable} from '../measures/measures.mjs';

/**
 * How soon an answer is there.
 *
 * @type {readonly import('../rows.mjs').Row[]}
 */
export const startRows = [
  {
    id: 'first-frame-executable',
    what: 'first frame, executable',
    unit: 'ms',
    reference: 'htop',
    budget: 0.8,
    host: 'asItIs',
    measure: executableFirstFrame,
    takes: starting,
  },
  {
    id: 'first-frame',
    what: 'first frame, dist/cli.js',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 6.5,
    host: 'asItIs',
    measure: bundleFirstFrame,
    takes: starting,
  },
  {
    id: 'print-executable',
    what: 'print -n 1, executable',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 1.1,
    host: 'asItIs',
    measure: runExecutable('print', '-n', '1'),
    takes: starting,
  },
  {
    id: 'print',
    what: 'print -n 1, dist/cli.js',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 3,
    host: 'asItIs',
    measure: run('print', '-n', '1'),
    takes: starting,
  },
  {
    id: 'help-executable',
    what: '--help, executable',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 0.8,
    host: 'asItIs',
    measure: runExecutable('--help'),
    takes: starting,
  },
  {
    id: 'help',
    what: '--help, dist/cli.js',
    unit: 'ms',
    reference: 'node -e 0',
    budget: 2,
    host: 'asItIs',
    measure: run('--help'),
    takes: starting,
  },
];
