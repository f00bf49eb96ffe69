import {pressing, runningBoth} from '../effort.mjs';
import {keys, keysWhileReadsHang, keysWhileWriteWaits} from '../measures/keys.mjs';
import {bytesAgainstHtop, cpuAgainstHtop, slices} from '../measures/measures.mjs';
import {lag} from '../measures/slowLine.mjs';

/**
 * What the live screen costs, and how soon it answers a key.
 *
 * @type {readonly import('../rows.mjs').Row[]}
 */
export const screenRows = [
  {
    id: 'cpu-100',
    what: 'CPU, 100 processes',
    unit: 'ms/s',
    reference: 'htop',
    budget: 2,
    host: 'hundred',
    measure: cpuAgainstHtop,
    takes: runningBoth,
  },
  {
    id: 'lag',
    what: 'picture behind the time at 9,600 baud',
    unit: 's',
    budget: 5,
    counts: 'worst',
    host: 'changing',
    measure: lag,
    takes: ({lineSeconds}) => lineSeconds * 2 + 15,
  },
  {
    id: 'bytes',
    what: 'terminal bytes, 5 % of rows changing',
    unit: 'bytes/s',
    reference: 'htop',
    budget: 1.5,
    host: 'changing',
    measure: bytesAgainstHtop,
    takes: runningBoth,
  },
  {
    id: 'cpu-3000',
    what: 'CPU, 3,000 processes',
    unit: 'ms/s',
    reference: 'htop',
    budget: 0.3,
    host: 'threeThousand',
    measure: cpuAgainstHtop,
    takes: runningBoth,
  },
  {
    id: 'cpu-10000',
    what: 'CPU, 10,000 processes',
    unit: 'ms/s',
    reference: 'htop',
    budget: 0.3,
    host: 'tenThousand',
    measure: cpuAgainstHtop,
    takes: runningBoth,
  },
  {
    id: 'slice',
    what: 'longest slice, 10,000 processes',
    unit: 'ms',
    budget: 16,
    counts: 'worst',
    host: 'tenThousand',
    measure: slices,
    takes: ({settleSeconds, seconds}) => settleSeconds + seconds,
  },
  {
    id: 'key',
    what: 'key press to screen, 10,000 processes',
    unit: 'ms',
    budget: 50,
    counts: 'worst',
    host: 'tenThousand',
    measure: keys,
    takes: pressing,
  },
  {
    id: 'key-hang',
    what: 'key press while reads hang',
    unit: 'ms',
    budget: 50,
    counts: 'worst',
    host: 'tenThousand',
    measure: keysWhileReadsHang,
    takes: pressing,
  },
  {
    id: 'key-write',
    what: 'key press while a write waits for ksmd',
    unit: 'ms',
    budget: 50,
    counts: 'worst',
    host: 'tenThousand',
    measure: keysWhileWriteWaits,
    takes: pressing,
  },
];
