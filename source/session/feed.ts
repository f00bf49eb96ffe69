import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Connection} from '../host/connection.js';
import type {Host} from '../host/host.js';
import {advance, type Model} from '../model/model.js';
import {createSamplingRate} from './samplingRate.js';

/** What the screen draws: the newest model, and why there is no newer one. */
export type FeedState = {
  model?: Model;
  /** Why the last sample failed; the model is the last one that did not. */
  error?: string;
  /** How the line to the host is; absent: it needs none. */
  connection?: Connection;
  /** Seconds from sample to sample where the interval asked for cannot be kept; absent: it is. */
  actualIntervalSeconds?: number;
};

/** Samples a host at an interval and tells its subscribers once per sample. */
export type Feed = {
  getState: () => FeedState;
  /** The first sample was taken, or failed. */
  started: Promise<void>;
  subscribe: (listener: () => void) => () => void;
  /** @param delayMs Until the first tick of that interval; absent: the interval. */
  setInterval: (seconds: number, delayMs?: number) => void;
  sampleNow: () => void;
  stop: () => void;
};

/** While processes and names are still being read, the screen follows at this pace. */
const pendingMilliseconds = 200;

/** @param delayMs Until the first sample, so that many hosts have their ticks one after another. */
export function createFeed(
  host: Pick<Host, 'sample' | 'connection'>,
  intervalSeconds: number,
  delayMs = 0,
): Feed {
  let state: FeedState = {};
  /** The newest model that ends a whole interval, and the one it was derived from. */
  let settled: Model | undefined;
  let beforeSettled: Model | undefined;
  let timer: NodeJS.Timeout | undefined;
  let intervalMs = intervalSeconds * 1000;
  let nextTickMs = performance.now() + delayMs;
  let sampling = false;
  let stopped = false;
  const samplingRate = createSamplingRate();
  const listeners = new Set<() => void>();

  async function tick(): Promise<void> {
    if (sampling || stopped) return;
    sampling = true;
    const startMs = performance.now();
    try {
      const sample = await host.sample();
      // Keys are looked at between the reading, the reckoning and the drawing.
      await nextTurn();
      // Rates over a fraction of the interval would be noise: an early sample (of a host whose
      // processes are still being read, or asked for by key) stands in for the settled one.
      const early =
        settled !== undefined && sample.monotonicMs - settled.sample.monotonicMs < intervalMs / 2;
      const model = advance(early ? beforeSettled : settled, sample);
      if (!early) {
        beforeSettled = settled;
        settled = model;
      }
      state = {model};
    } catch (error) {
      const {model} = state;
      state = {
        ...(model && {model}),
        error: error instanceof Error ? error.message : String(error),
      };
    }
    const {connection} = host;
    if (connection) state = {...state, connection};
    const actualIntervalMs = samplingRate.intervalMs(intervalMs);
    if (actualIntervalMs > intervalMs)
      state = {...state, actualIntervalSeconds: actualIntervalMs / 1000};
    await nextTurn();
    sampling = false;
    if (stopped) return;
    // A terminal that reads slowly may hold up whoever draws to it.
    for (const listener of listeners) listener();
    const {processesPending, containersPending} = state.model?.sample ?? {};
    if (!processesPending && !containersPending) samplingRate.note(performance.now() - startMs);
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    const now = performance.now();
    // A tick that came late is not made up for: the next one keeps its distance.
    const actualIntervalMs = samplingRate.intervalMs(intervalMs);
    while (nextTickMs <= now) nextTickMs += actualIntervalMs;
    const {processesPending, containersPending} = state.model?.sample ?? {};
    const waitMs = processesPending || containersPending ? pendingMilliseconds : actualIntervalMs;
    timer = setTimeout(tick, Math.min(nextTickMs - now, waitMs));
  }

  const started =
    delayMs > 0
      ? new Promise<void>((resolve) => {
          timer = setTimeout(() => resolve(tick()), delayMs);
        })
      : tick();
  return {
    started,
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
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
