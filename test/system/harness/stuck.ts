import {readFile} from 'node:fs/promises';
import {program} from '../../support/program.js';
import {until} from '../../support/until.js';
import {makeCgroup} from './cgroups.js';
import {native} from './native/compile.js';
import {start} from './running.js';

/** Two processes that share their memory and can be made to hang, and a healthy one. */
export type Stuck = {
  /** Holds the lock on its memory while it hangs. */
  holder: number;
  /** Hangs in an exec, which waits for that lock. */
  waiter: number;
  /** The file system that they hang in; ending it frees them. */
  server: number;
  hang(): Promise<void>;
  /** Ends the file system, and both with it. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** All three are shown as an LXC container of this name. */
export const startStuck = async (name: string): Promise<Stuck> => {
  const cgroup = await makeCgroup(`/lxc/${name}`);
  const server = await start(cgroup.enter(program(await native('stuck'))));
  const output = await server.waitForOutput(/^ready \d+ \d+$/m);
  const [, holder = 0, waiter = 0] = output.split(/\s+/).map(Number);
  const stop = async () => {
    await server.stop();
    await until('the stuck processes to end', async () => {
      const states = await Promise.all([holder, waiter].map(stateOf));
      return states.every((state) => state === undefined || state === 'Z');
    });
    await cgroup.release();
  };
  return {
    holder,
    waiter,
    server: server.pid,
    async hang() {
      for (const pid of [holder, waiter]) process.kill(pid, 'SIGUSR1');
      await until('both to hang', async () => {
        const states = await Promise.all([holder, waiter].map(stateOf));
        return states.every((state) => state === 'D');
      });
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
};

/** Not from `stat`, which itself may hang; absent: there is no such process. */
const stateOf = async (pid: number): Promise<string | undefined> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return /^State:\s+(\S)/m.exec(status)?.[1];
};
