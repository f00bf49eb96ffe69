import {setFlagsFromString} from 'node:v8';
import type {Feed} from '../screen/feed.js';

const manyProcesses = 1000;

/**
 * With few processes ksmtop has little to do, and memory counts for more: no code is optimized,
 * which would save 3 ms of CPU a second for 15 to 20 MB of the compilers' own code and threads, and
 * the heap grows by two megabytes between two collections instead of by eight, so that a storm of
 * processes leaves 1 MB behind, not 8.
 */
const forFew = ['--optimize-for-size', '--no-concurrent-sparkplug', '--no-maglev', '--no-opt'];

/** V8 of Node 20 does not know the flag, and would say so on the screen. */
const knowsReducerCount = Number.parseInt(process.versions.v8, 10) >= 12;

/**
 * With many it is the other way round. The slower of the two compilers stays off: it costs as much
 * as it saves, and 16 MB. What makes garbage every second need not be collected once more for the
 * quiet between (3 ms a second of 21 in the first minute), nor by several threads.
 */
const forMany = [
  '--no-optimize-for-size',
  '--maglev',
  '--no-parallel-scavenge',
  ...(knowsReducerCount ? ['--memory-reducer-gc-count=0'] : []),
];

/** Has V8 spare memory until the host turns out to have many processes. Bun has no such flags. */
export function fitRuntime(
  feed: Pick<Feed, 'getState' | 'subscribe'>,
  setFlag: (flag: string) => void = setFlagsFromString,
): void {
  if (process.versions.bun !== undefined) return;
  for (const flag of forFew) setFlag(flag);
  const unsubscribe = feed.subscribe(() => {
    const count = feed.getState().model?.sample.processes?.length ?? 0;
    if (count < manyProcesses) return;
    unsubscribe();
    for (const flag of forMany) setFlag(flag);
  });
}
