import {guard} from './guard.mjs';
import {stateOf} from './processFacts.mjs';
import {until} from './until.mjs';

/** @typedef {Awaited<ReturnType<typeof startStuck>>} Stuck */

/**
 * A process that can be brought to hang so that whoever reads its memory's files waits, until
 * `release`. Such a thing stops `ps` on the whole machine: its server is killed whatever happens.
 *
 * @param {string} program the compiled stuck.c
 */
export async function startStuck(program) {
  const server = await guard({
    args: [program],
    hold: '"$1" & cat >/dev/null',
    cleanUp: 'kill -9 $!',
  });
  const pids = (server?.said.match(/\d+/g) ?? []).map(Number);
  if (!server || pids.length < 2) throw new Error('No process could be prepared to hang.');
  return {
    async hang() {
      for (const pid of pids) process.kill(pid, 'SIGUSR1');
      await until('processes that hang', () => pids.every((pid) => stateOf(pid) === 'D'));
    },
    async release() {
      await server.release();
      await until('their end', () => pids.every((pid) => [undefined, 'Z'].includes(stateOf(pid))));
    },
  };
}
