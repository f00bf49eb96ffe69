import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {ksmDirectory, readKsm, writeKsm} from '../machine/ksmFiles.mjs';
import {blockedThreads, holdsForWriting, ksmdPid, stateOf} from '../machine/processFacts.mjs';
import {startStuck} from '../machine/stuckProcess.mjs';
import {until} from '../machine/until.mjs';
import {inTerminal, ksmtopIsThere} from './inTerminal.mjs';

/** @typedef {import('./measures.mjs').Bench} Bench */
/** @typedef {import('./session.mjs').Session} Session */

/** Marks the selected row: a key that moves it redraws it. */
const bar = '▸';

/** @param {Session} session @param {number} turn */
const moveBar = (session, turn) => session.press(turn % 2 === 0 ? 'j' : 'k', bar);

/** @param {Session} session @param {number} count */
async function pressKeys(session, count) {
  const figures = [];
  for (let turn = 0; turn < count; turn++) {
    // Each time at another moment of the tick.
    await pause((turn * 370) % 1000);
    figures.push(await moveBar(session, turn));
  }
  return figures;
}

/**
 * @param {Bench} bench
 * @param {(session: Session) => Promise<number[]>} measure
 */
const onSettledScreen = ({live, effort}, measure) =>
  inTerminal(live, async (session) => {
    await session.until(ksmtopIsThere);
    await pause(effort.settleSeconds * 1000);
    // Away from the first row, which has no row before it.
    session.type('jjj');
    return {figures: await measure(session)};
  });

/** @param {Bench} bench */
export const keys = (bench) =>
  onSettledScreen(bench, (session) => pressKeys(session, bench.effort.keys));

/**
 * Measures with a process that holds the lock of its memory once `hang` is called. ksmd is
 * stopped, or waits for that lock too.
 *
 * @param {Bench} bench
 * @param {'0' | '1'} run of ksmd
 * @param {(session: Session, stuck: import('../machine/stuckProcess.mjs').Stuck) => Promise<number[]>} measure
 */
async function besideStuck(bench, run, measure) {
  if (!existsSync('/dev/fuse')) return 'needs /dev/fuse';
  const stuck = await startStuck(bench.programs.stuck);
  try {
    await writeKsm('run', run);
    return await onSettledScreen(bench, (session) => measure(session, stuck));
  } finally {
    await stuck.release();
    await writeKsm('run', '1');
  }
}

/**
 * Keys while the program waits for files of a process that does not answer.
 *
 * @param {Bench} bench
 */
export const keysWhileReadsHang = (bench) =>
  besideStuck(bench, '0', async (session, stuck) => {
    const hangs = async () => {
      const before = blockedThreads(session.pid);
      // A slow disk blocks a read for less time than that.
      await pause(300);
      return blockedThreads(session.pid).some((thread) => before.includes(thread));
    };
    await stuck.hang();
    await until('a read that hangs', hangs);
    const figures = await pressKeys(session, bench.effort.keys);
    if (!(await hangs())) throw new Error('The read did not hang to the end.');
    return figures;
  });

/**
 * Keys while the program stops ksmd, which itself waits for a process that does not answer.
 *
 * @param {Bench} bench
 */
export const keysWhileWriteWaits = (bench) =>
  besideStuck(bench, '1', async (session, stuck) => {
    const writes = () => holdsForWriting(session.pid, join(ksmDirectory, 'run'));
    await stuck.hang();
    await until('ksmd to hang', () => stateOf(ksmdPid()) === 'D');
    session.type('sy');
    await until('the write', writes);
    const figures = await pressKeys(session, bench.effort.keys);
    if (!writes()) throw new Error('The write did not wait to the end.');
    await stuck.release();
    await until('ksmd to stop', async () => (await readKsm('run')) === '0');
    return figures;
  });
