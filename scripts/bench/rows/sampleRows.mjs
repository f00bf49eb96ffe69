import {sampling} from '../effort.mjs';
import {sample, savedSum} from '../measures/measures.mjs';

/**
 * Samples: what one takes, and whether its sums are right.
 *
 * @type {readonly import('../rows.mjs').Row[]}
 */
export const sampleRows = [
  {
    id: 'saved-sum',
    what: "sum of the containers' saved",
    unit: 'MiB',
    reference: 'the system',
    budget: 1.01,
    least: 0.99,
    host: 'changing',
    measure: savedSum,
    takes: ({repeats}) => repeats,
  },
  {
    id: 'sample-1000',
    what: 'one sample, 1,000 processes',
    unit: 'ms',
    reference: 'C',
    host: 'thousand',
    measure: sample('wallMs'),
    takes: sampling,
  },
  {
    id: 'sample',
    what: 'one sample, 10,000 processes',
    unit: 'ms',
    reference: 'C',
    budget: 1.5,
    host: 'tenThousand',
    measure: sample('wallMs'),
    takes: sampling,
  },
  {
    id: 'sample-cpu',
    what: 'its CPU time, all threads',
    unit: 'ms',
    reference: 'C',
    budget: 1.5,
    host: 'tenThousand',
    measure: sample('cpuMs'),
    takes: sampling,
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
