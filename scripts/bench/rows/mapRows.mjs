import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readKsm} from '../machine/ksmFiles.mjs';
import {until} from '../machine/until.mjs';
import {cpuOfTree} from '../measures/cpuOfTree.mjs';

/** @typedef {import('../measures/measures.mjs').Bench} Bench */

const pairs = 8;
const settleLimitMs = 300_000;

/** GiB of address spaces that are merged. */
async function mergedGibibytes() {
  const [shared, sharing] = await Promise.all(['pages_shared', 'pages_sharing'].map(readKsm));
  return ((Number(shared) + Number(sharing)) * 4096) / 2 ** 30;
}

/**
 * Of pairs of processes with the same pages: the most frames that merged memory can have.
 *
 * @param {(bench: Bench) => readonly string[] | undefined} commandOf
 */
const map = (commandOf) => async (/** @type {Bench} */ bench) => {
  const command = commandOf(bench);
  if (!command) return 'the executable was not built';
  if ((await readKsm('run').catch(() => '')) !== '1') return 'ksmd does not run here';
  const {mapMebibytes, repeats} = bench.effort;
  const mebibytes = mapMebibytes / pairs / 2;
  const holders = Array.from({length: pairs * 2}, (_, index) =>
    spawn(bench.programs.workload, [
      ...['--mib', String(mebibytes), '--seed', String(1 + (index >> 1))],
      ...['--how', 'madvise'],
    ]),
  );
  try {
    await Promise.all(holders.map(({stdout}) => once(stdout, 'data')));
    const least = (0.99 * mapMebibytes) / 1024;
    await until('merged memory', async () => (await mergedGibibytes()) >= least, settleLimitMs);
    const figures = [];
    for (let turn = 0; turn < repeats; turn++) {
      const milliseconds = await cpuOfTree([...command, 'map', '--cpu', '100']);
      figures.push(milliseconds / 1000 / (await mergedGibibytes()));
    }
    return {figures, note: `${await readKsm('pages_shared')} frames`};
  } finally {
    for (const each of holders) each.kill('SIGKILL');
  }
};

/** @type {import('../effort.mjs').Takes} */
const takes = ({repeats, mapMebibytes}) => mapMebibytes / 60 + 4 * repeats;

/**
 * Sharing maps: the CPU time of one, with all its processes, for each GiB that is merged.
 *
 * @type {readonly import('../rows.mjs').Row[]}
 */
export const mapRows = [
  {
    id: 'map',
    what: 'CPU time of a sharing map of 4 GiB, executable',
    unit: 's/GiB',
    budget: 0.5,
    host: 'merged',
    measure: map(({executable}) => (executable ? [executable] : undefined)),
    takes,
  },
  {
    id: 'map-node',
    what: 'CPU time of a sharing map of 4 GiB, dist/cli.js',
    unit: 's/GiB',
    budget: 0.5,
    host: 'merged',
    measure: map(({cli}) => [process.execPath, cli]),
    takes,
  },
];
