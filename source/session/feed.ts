import {setImmediate as nextTurn} from 'node:timers/promises';
import type {Connection} from '../host/connection.js';
import type {Host} from '../host/host.js';
import {advance} from '../model/advance.js';
import type {Thresholds} from '../model/derive/thresholds.js';
import type {Model} from '../model/model.js';
import type {Sample} from '../model/sample/sample.js';
import {messageOf} from '../text/messageOf.js';
import {createStore, type ReadableStore} from './store.js';
import {createTickSchedule} from './tickSchedule.js';

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

/** The newest model that ends a whole interval, and the one it was derived from. */
type WholeIntervals = {newest?: Model | undefined; before?: Model | undefined};

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
  const schedule = createTickSchedule(intervalSeconds * 1000, delayMs);
  let models: WholeIntervals = {};
  let timer: NodeJS.Timeout | undefined;
  let sampling = false;
  let stopped = false;

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
    schedule.note(performance.now() - startMs, isIncomplete(state));
    awaitTick();
  }

  async function takeSample(): Promise<FeedState> {
    const {connection: _, actualIntervalSeconds: __, error: ___, ...last} = store.getState();
    const taken = await takeModel().catch((error: unknown) => ({
      ...last,
      error: messageOf(error),
    }));
    const {connection} = host;
    const slowedMs = schedule.slowedIntervalMs();
    return {
      ...taken,
      ...(connection && {connection}),
      ...(slowedMs !== undefined && {actualIntervalSeconds: slowedMs / 1000}),
    };
  }

  async function takeModel(): Promise<FeedState> {
    const sample = await host.sample();
    const received = {receivedMs: Date.now(), receivedMonotonicMs: performance.now()};
    // Keys get their turn between reading, computing and drawing.
    await nextTurn();
    const early = isEarly(models, sample, schedule.intervalMs);
    const model = advance(early ? models.before : models.newest, sample, thresholds);
    if (!early) models = {newest: model, before: models.newest};
    return {model, ...received};
  }

  function awaitTick(): void {
    clearTimeout(timer);
    timer = setTimeout(tick, schedule.nextWaitMs());
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
      schedule.setInterval(seconds * 1000, delayMs);
      awaitTick();
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

/**
 * Rates over a fraction of an interval would be noise: an early sample (processes are still being
 * read, or a key requested it) replaces the last one that ended a whole interval.
 */
function isEarly({newest}: WholeIntervals, sample: Sample, intervalMs: number): boolean {
  return newest !== undefined && sample.monotonicMs - newest.sample.monotonicMs < intervalMs / 2;
}

/** Processes or names of containers are still being read. */
function isIncomplete({model}: FeedState): boolean {
  const {processesPending, containersPending} = model?.sample ?? {};
  return Boolean(processesPending || containersPending);
}
