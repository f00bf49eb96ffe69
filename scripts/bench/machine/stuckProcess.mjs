import {guard} from './guard.mjs';
import {stateOf} from './processFacts.mjs';
import {until} from './until.mjs';

/** @typedef {Awaited<ReturnType<typeof startStuck>>} Stuck */

/**
 * Starts a process that can be made to hang, so that reads of its memory's files block until
 * `release`. That blocks `ps` on the whole machine: its server is killed whatever happens.
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
  if (!server || pids.length < 2) throw new Error('Cannot prepare a process that hangs.');
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
