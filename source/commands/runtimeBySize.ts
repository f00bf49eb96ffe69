import {getHeapSpaceStatistics, setFlagsFromString} from 'node:v8';
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

/**
 * A nursery of four megabytes instead of one holds the garbage of a whole tick: three collections a
 * second become one, and less outlives two of them (1.5 ms a second, for 7 MB). V8 takes its size
 * at the start only, but asks for the factor each time it lets it grow.
 */
const growth = {once: '--semi-space-growth-factor=4', noMore: '--semi-space-growth-factor=1'};

/** Where V8's settings go, and its state comes from. */
export type Engine = {setFlag(flag: string): void; nurseryBytes(): number};

const v8: Engine = {
  setFlag: setFlagsFromString,
  nurseryBytes() {
    const spaces = getHeapSpaceStatistics();
    return spaces.find((space) => space.space_name === 'new_space')?.space_size ?? 0;
  },
};

/** Has V8 spare memory until the host turns out to have many processes. Bun has no such flags. */
export function fitRuntime(
  feed: Pick<Feed, 'getState' | 'subscribe'>,
  {setFlag, nurseryBytes}: Engine = v8,
): void {
  if (process.versions.bun !== undefined) return;
  for (const flag of forFew) setFlag(flag);
  const steps = [meetMany, beginGrowth, endGrowth];
  let smallBytes = 0;
  const unsubscribe = feed.subscribe(() => {
    const {processes = [], processesPending = 0} = feed.getState().model?.sample ?? {};
    while (steps[0]?.(processes.length, processesPending)) steps.shift();
    if (steps.length === 0) unsubscribe();
  });

  function meetMany(processes: number): boolean {
    if (processes < manyProcesses) return false;
    for (const flag of forMany) setFlag(flag);
    return true;
  }

  /** To read them all makes much that stays, by which a nursery would grow more than once. */
  function beginGrowth(_: number, pending: number): boolean {
    if (pending > 0) return false;
    smallBytes = nurseryBytes();
    setFlag(growth.once);
    return true;
  }

  function endGrowth(): boolean {
    if (nurseryBytes() === smallBytes) return false;
    setFlag(growth.noMore);
    return true;
  }
}
