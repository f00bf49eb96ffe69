import {setTimeout as pause} from 'node:timers/promises';
import {guard} from '../machine/guard.mjs';
import {inTerminal, ksmtopIsThere} from './inTerminal.mjs';

/** @typedef {import('./measures.mjs').Bench} Bench */

const forksASecond = 2000;

/** @type {Promise<void> | undefined} */
let underWay;

/** One for all that are measured at the same time. @param {Bench} bench */
function oneStorm(bench) {
  underWay ??= storm(bench).finally(() => {
    underWay = undefined;
  });
  return underWay;
}

/** @param {Bench} bench */
async function storm({programs, effort}) {
  const args = [programs.storm, String(forksASecond)];
  const forks = await guard({args, hold: '"$1" "$2"'});
  await pause(effort.stormSeconds * 1000);
  await forks?.release();
}

/**
 * How much more memory is used after a storm of short-lived processes than before.
 *
 * @param {Bench} bench
 * @param {readonly string[]} command
 */
const leftBehind = (bench, command) =>
  inTerminal(command, async (session) => {
    const {stormSeconds} = bench.effort;
    await session.until(ksmtopIsThere);
    await pause(stormSeconds * 1000);
    const before = session.rssMiB;
    await oneStorm(bench);
    const during = session.rssMiB;
    await pause((stormSeconds / 2) * 1000);
    const after = session.rssMiB;
    const course = [before, during, after].map((mib) => mib.toFixed(0)).join(', ');
    return {figures: [after - before], note: `${course} MiB before, at its end, after`};
  });

/** @param {Bench} bench */
export const afterStorm = (bench) => leftBehind(bench, bench.live);

/** @param {Bench} bench */
export const executableAfterStorm = (bench) =>
  bench.executable ? leftBehind(bench, [bench.executable]) : undefined;
