import {readdirSync, stat} from 'node:fs';
import {availableParallelism} from 'node:os';
import {setVariable} from './setVariable.js';

/** Threads that Node has for file calls when nothing is said. */
const defaultThreads = 4;
const wantedThreads = 16;

/**
 * Asks for more threads for asynchronous file calls, which only helps before the first such call,
 * and tells how many there are. A read that hangs takes one of them until the kernel lets go.
 * The answer is a careful guess at first, and measured a moment later.
 */
export function raiseThreadPool(): {readonly threads: number} {
  const pool = {threads: threadsAtStart()};
  if (process.env.UV_THREADPOOL_SIZE !== undefined) return pool;
  const set = setVariable('UV_THREADPOOL_SIZE', String(wantedThreads));
  if (process.versions.bun !== undefined) {
    // Bun believes it with the first such call, and starts threads as they are needed.
    if (set) pool.threads = wantedThreads;
    return pool;
  }
  // Node starts all threads of the pool at once, with the first call: they can be counted.
  const before = countThreads();
  stat('/', () => {
    const started = countThreads() - before;
    if (started >= wantedThreads) pool.threads = wantedThreads;
  });
  return pool;
}

/** Bun has a thread for each processor when nothing is said. */
function threadsAtStart(): number {
  const size = Number(process.env.UV_THREADPOOL_SIZE);
  if (size >= 1) return Math.floor(size);
  return process.versions.bun === undefined ? defaultThreads : availableParallelism();
}

function countThreads(): number {
  try {
    return readdirSync('/proc/self/task').length;
  } catch {
    return 0;
  }
}
