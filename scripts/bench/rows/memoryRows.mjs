import {executableHeap, executableMemory, heap, memory} from '../measures/memory.mjs';
import {afterStorm, executableAfterStorm} from '../measures/storm.mjs';

/**
 * What stays in memory.
 *
 * @type {readonly import('../rows.mjs').Row[]}
 */
export const memoryRows = [
  {
    id: 'rss',
    what: 'resident memory, live at 1 s, dist/cli.js',
    unit: 'MiB',
    budget: 90,
    counts: 'worst',
    host: 'hundred',
    measure: memory,
    takes: ({minutes}) => minutes * 60,
    together: 'memory',
  },
  {
    id: 'rss-executable',
    what: 'resident memory, live at 1 s, executable',
    unit: 'MiB',
    budget: 90,
    counts: 'worst',
    host: 'hundred',
    measure: executableMemory,
    takes: ({minutes}) => minutes * 60,
    together: 'memory',
  },
  {
    id: 'heap',
    what: 'JavaScript heap, live at 0.1 s, Node',
    unit: 'MiB',
    reference: 'earlier',
    budget: 1.02,
    host: 'hundred',
    measure: heap,
    takes: ({frames}) => frames / 30,
    together: 'memory',
  },
  {
    id: 'heap-executable',
    what: "JavaScript heap, live at 0.1 s, the executable's Bun",
    unit: 'MiB',
    reference: 'earlier',
    budget: 1.02,
    host: 'hundred',
    measure: executableHeap,
    takes: ({frames}) => frames / 30,
    together: 'memory',
  },
  {
    id: 'storm',
    what: 'left of a fork storm, dist/cli.js',
    unit: 'MiB',
    budget: 10,
    host: 'hundred',
    measure: afterStorm,
    takes: ({stormSeconds}) => stormSeconds * 2.5,
    together: 'storm',
  },
  {
    id: 'storm-executable',
    what: 'left of a fork storm, executable',
    unit: 'MiB',
    budget: 10,
    host: 'hundred',
    measure: executableAfterStorm,
    takes: ({stormSeconds}) => stormSeconds * 2.5,
    together: 'storm',
  },
];
