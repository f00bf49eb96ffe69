import {getHeapSpaceStatistics, setFlagsFromString} from 'node:v8';
import type {Feed} from '../../session/feed.js';

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

const roomyBytes = 4 * 2 ** 20;

/** Where V8's settings go, and its state comes from. */
export type Engine = {setFlag(flag: string): void; nurseryBytes(): number};

const v8: Engine = {
  setFlag: setFlagsFromString,
  nurseryBytes() {
    const nursery = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
    // One that cannot be seen is left as it is.
    return nursery ? nursery.space_used_size + nursery.space_available_size : roomyBytes;
  },
};

/** Has V8 spare memory until the host turns out to have many processes. Bun has no such flags. */
export function fitRuntime(feed: Pick<Feed, 'getState' | 'subscribe'>, engine: Engine = v8): void {
  if (process.versions.bun !== undefined) return;
  for (const flag of forFew) engine.setFlag(flag);
  const unsubscribe = feed.subscribe(() => {
    const count = feed.getState().model?.sample.processes?.length ?? 0;
    if (count < manyProcesses) return;
    unsubscribe();
    for (const flag of forMany) engine.setFlag(flag);
    growNursery(engine);
  });
}

/**
 * A nursery of four megabytes instead of one holds the garbage of a whole tick: three collections a
 * second become one, and less outlives two of them (1.5 ms a second, for 7 MB). V8 takes its size
 * at the start only, but asks for the factor each time that so much has survived that it lets it
 * grow: here that is made to survive, so that it grows now, and never again.
 */
function growNursery({setFlag, nurseryBytes}: Engine): void {
  const smallBytes = nurseryBytes();
  setFlag(`--semi-space-growth-factor=${Math.max(1, Math.round(roomyBytes / smallBytes))}`);
  const survivors: unknown[] = [];
  while (nurseryBytes() < 0.9 * roomyBytes && survivors.length < mostSurvivors) {
    survivors.push(new Array(survivorLength).fill(0));
  }
  setFlag('--semi-space-growth-factor=1');
}

/** 32 KB each; a megabyte or two of them are enough, these are eight. */
const survivorLength = 4096;
const mostSurvivors = 256;
