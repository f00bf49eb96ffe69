import {setFlagsFromString} from 'node:v8';
import type {Feed} from '../screen/feed.js';

const manyProcesses = 1000;

/**
 * Has V8 optimize no code before the host turns out to have many processes. With a hundred it
 * would save 3 ms of CPU a second, for 15 to 20 MB of memory: the optimizing compilers' own code,
 * and what each of their threads keeps of its work. With thousands it saves a quarter of the CPU.
 */
export function optimizeForMany(
  feed: Pick<Feed, 'getState' | 'subscribe'>,
  setFlag: (flag: string) => void = setFlagsFromString,
): void {
  if (process.versions.bun !== undefined) return;
  setFlag('--no-concurrent-sparkplug');
  setFlag('--no-maglev');
  setFlag('--no-opt');
  const unsubscribe = feed.subscribe(() => {
    const count = feed.getState().model?.sample.processes?.length ?? 0;
    if (count < manyProcesses) return;
    unsubscribe();
    setFlag('--maglev');
  });
}
