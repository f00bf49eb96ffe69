import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {cpuOfTree} from '../measures/cpuOfTree.mjs';

/** @typedef {import('../measures/measures.mjs').Bench} Bench */

/**
 * Half of the pages are the same in both processes. The memory stays in use: else it is collected.
 *
 * @param {number} mebibytes
 */
const holder = (mebibytes) => `
  const memory = Buffer.alloc(${mebibytes} * 1048576, 7);
  for (let page = 0; page < memory.length; page += 4096) {
    memory.writeUInt32LE(page, page);
    if (page & 4096) memory.writeUInt32LE(process.pid, page + 8);
  }
  console.log('ready');
  setInterval(() => memory.length, 1 << 30);`;

/** @param {(bench: Bench) => readonly string[] | undefined} commandOf */
const estimate = (commandOf) => async (/** @type {Bench} */ bench) => {
  const command = commandOf(bench);
  if (!command) return 'the executable was not built';
  const program = holder(bench.effort.estimateMebibytes / 2);
  const holders = [0, 1].map(() => spawn(process.execPath, ['-e', program]));
  try {
    await Promise.all(holders.map(({stdout}) => once(stdout, 'data')));
    const pids = holders.map(({pid}) => String(pid));
    const figures = [];
    const reference = [];
    for (let turn = 0; turn < bench.effort.repeats; turn++) {
      // At the same priority: on a busy machine that is slower.
      reference.push(await cpuOfTree(['nice', '-n', '19', bench.programs.estimate, ...pids]));
      figures.push(await cpuOfTree([...command, 'estimate', '--cpu', '100', ...pids]));
    }
    const [pages] = String(execFileSync(bench.programs.estimate, pids)).split(' ');
    return {figures, reference, note: `${pages} pages`};
  } finally {
    for (const each of holders) each.kill('SIGKILL');
  }
};

/**
 * Estimates: the CPU time of one, with all its processes.
 *
 * @type {readonly import('../rows.mjs').Row[]}
 */
export const estimateRows = [
  {
    id: 'estimate',
    what: 'CPU time of an estimate of 4 GiB, executable',
    unit: 'ms',
    reference: 'C',
    budget: 1.5,
    host: 'asItIs',
    measure: estimate(({executable}) => (executable ? [executable] : undefined)),
    takes: ({repeats}) => 12 * repeats,
  },
  {
    id: 'estimate-node',
    what: 'CPU time of an estimate of 4 GiB, dist/cli.js',
    unit: 'ms',
    reference: 'C',
    budget: 2.5,
    host: 'asItIs',
    measure: estimate(({cli}) => [process.execPath, cli]),
    takes: ({repeats}) => 12 * repeats,
  },
];
