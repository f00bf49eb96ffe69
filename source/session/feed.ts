import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Connection} from '../host/connection.js';
import type {Host} from '../host/host.js';
import {advance} from '../model/advance.js';
import type {Thresholds} from '../model/derive/thresholds.js';
import type {Model} from '../model/model.js';
import {createSamplingRate} from './samplingRate.js';
import {createStore, type ReadableStore} from './store.js';

/** What the screen draws: the newest model, and why there is no newer one. */
export type FeedState = {
  model?: Model;
  /** When the model was received, by this machine's clock: milliseconds since 1970. */
  receivedMs?: number;
  /** The same by the monotonic clock, in milliseconds. */
  receivedMonotonicMs?: number;
  /** Why the last sample failed; the model is then that of the last one that did not. */
  error?: string;
  /** The connection to the host; absent: it needs none. */
  connection?: Connection;
  /** The interval that can be kept; absent: the one that was set. */
  actualIntervalSeconds?: number;
};

/** Samples a host at an interval; its state changes once per sample. */
export type Feed = ReadableStore<FeedState> & {
  /** Resolves when the first sample was taken, or failed. */
  started: Promise<void>;
  /** @param delayMs Until the first tick; absent: one interval. */
  setInterval: (seconds: number, delayMs?: number) => void;
  sampleNow: () => void;
  stop: () => void;
};

/**
 * Intervals while processes and names are still being read, each twice the one before: those of most
 * hosts are read within the first, and what comes later comes in pieces.
 */
const firstPendingMs = 25;
const longestPendingMs = 200;

/**
 * @param delayMs Until the first sample, so that the ticks of many hosts are spread out.
 * @param thresholds Set by the site; absent: the usual ones.
 */
export function createFeed(
  host: Pick<Host, 'sample' | 'connection'>,
  intervalSeconds: number,
  delayMs = 0,
  thresholds?: Thresholds,
): Feed {
  const store = createStore<FeedState>({});
  /** The newest model that ends a whole interval, and the one it was derived from. */
  let settled: Model | undefined;
  let beforeSettled: Model | undefined;
  let timer: NodeJS.Timeout | undefined;
  let intervalMs = intervalSeconds * 1000;
  let nextTickMs = performance.now() + delayMs;
  let incompleteSamples = 0;
  let sampling = false;
  let stopped = false;
  const samplingRate = createSamplingRate();

  async function tick(): Promise<void> {
    if (sampling || stopped) return;
    sampling = true;
    const startMs = performance.now();
    const state = await takeSample();
    await nextTurn();
    sampling = false;
    if (stopped) return;
    // Listeners draw; a terminal that reads slowly may hold them up, which counts as well.
    store.set(state);
    if (isIncomplete(state)) incompleteSamples++;
    else {
      incompleteSamples = 0;
      samplingRate.note(performance.now() - startMs);
    }
    schedule();
  }

  async function takeSample(): Promise<FeedState> {
    const {connection: _, actualIntervalSeconds: __, error: ___, ...last} = store.getState();
    const taken = await takeModel().catch((error: unknown) => ({
      ...last,
      error: error instanceof Error ? error.message : String(error),
    }));
    const {connection} = host;
    const actualIntervalMs = samplingRate.intervalMs(intervalMs);
    return {
      ...taken,
      ...(connection && {connection}),
      ...(actualIntervalMs > intervalMs && {actualIntervalSeconds: actualIntervalMs / 1000}),
    };
  }

  async function takeModel(): Promise<FeedState> {
    const sample = await host.sample();
    const received = {receivedMs: Date.now(), receivedMonotonicMs: performance.now()};
    // Keys get their turn between reading, computing and drawing.
    await nextTurn();
    // Rates over a fraction of the interval would be noise: an early sample (processes are still
    // being read, or a key requested it) replaces the last one that ended a whole interval.
    const early =
      settled !== undefined && sample.monotonicMs - settled.sample.monotonicMs < intervalMs / 2;
    const model = advance(early ? beforeSettled : settled, sample, thresholds);
    if (!early) {
      beforeSettled = settled;
      settled = model;
    }
    return {model, ...received};
  }

  function schedule(): void {
    clearTimeout(timer);
    const now = performance.now();
    // A late tick is not made up for: the next one keeps its distance.
    const actualIntervalMs = samplingRate.intervalMs(intervalMs);
    while (nextTickMs <= now) nextTickMs += actualIntervalMs;
    const waitMs =
      incompleteSamples === 0
        ? actualIntervalMs
        : Math.min(firstPendingMs * 2 ** (incompleteSamples - 1), longestPendingMs);
    timer = setTimeout(tick, Math.min(nextTickMs - now, waitMs));
  }

  const started =
    delayMs > 0
      ? new Promise<void>((resolve) => {
          timer = setTimeout(() => resolve(tick()), delayMs);
        })
      : tick();
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    started,
    setInterval(seconds, delayMs = seconds * 1000) {
      intervalMs = seconds * 1000;
      nextTickMs = performance.now() + delayMs;
      schedule();
    },
    sampleNow() {
      clearTimeout(timer);
      void tick();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

/** Processes or names of containers are still being read. */
function isIncomplete({model}: FeedState): boolean {
  const {processesPending, containersPending} = model?.sample ?? {};
  return Boolean(processesPending || containersPending);
}
