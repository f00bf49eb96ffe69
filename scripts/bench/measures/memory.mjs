import {setTimeout as pause} from 'node:timers/promises';
import {inTerminal, ksmtopIsThere} from './inTerminal.mjs';
import {metered, onBun, onNode} from './metered.mjs';

/** @typedef {import('./measures.mjs').Bench} Bench */

/**
 * @param {Bench} bench
 * @param {readonly string[]} command
 */
const resident = ({effort}, command) =>
  inTerminal(command, async (session) => {
    await session.until(ksmtopIsThere);
    const figures = [];
    const seconds = effort.minutes * 60;
    for (let part = 0; part < 10; part++) {
      await pause((seconds / 10) * 1000);
      figures.push(session.rssMiB);
    }
    // It grows during the first half.
    return {figures: figures.slice(5), note: `after ${effort.minutes} min`};
  });

/** @param {Bench} bench */
export const memory = (bench) => resident(bench, bench.live);

/** @param {Bench} bench */
export const executableMemory = (bench) =>
  bench.executable ? resident(bench, [bench.executable]) : undefined;

/** About as many as are drawn. */
const framesASecond = 30;

/**
 * The heap after a collection, while frames are drawn: one for each key, and those of samples at
 * the shortest interval.
 *
 * @param {Bench} bench
 * @param {readonly string[]} command
 */
async function heapOf(bench, command) {
  const {frames, settleSeconds} = bench.effort;
  const everyMs = (frames / framesASecond / 25) * 1000;
  const readings = await metered(
    bench,
    [...command, '-d', '0.1'],
    everyMs,
    async (session, begin) => {
      await session.until(ksmtopIsThere);
      await pause(settleSeconds * 1000);
      // Away from the first row, which has no row before it.
      session.type('jjj');
      begin();
      for (let frame = 0; frame < frames; frame++) {
        await session.press(frame % 2 === 0 ? 'j' : 'k', '▸');
      }
    },
  );
  const sizes = readings.map(({heapMiB}) => heapMiB);
  const third = Math.max(1, Math.floor(sizes.length / 3));
  return {
    figures: sizes.slice(-third),
    reference: sizes.slice(third, 2 * third),
    note: `${frames} frames: last third against second`,
  };
}

/** @param {Bench} bench */
export const heap = (bench) => heapOf(bench, onNode(bench, ['--expose-gc']));

/** @param {Bench} bench */
export function executableHeap(bench) {
  const command = onBun(bench);
  return command && heapOf(bench, command);
}
