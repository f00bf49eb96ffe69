import {setTimeout as pause} from 'node:timers/promises';
import type {Model} from '../model/model.js';
import {sampleAfter, sampleAt} from '../recording/playback.js';
import type {Timeline} from '../recording/timeline.js';
import type {FeedState} from './feed.js';
import {createPlayer} from './player.js';
import {createStore, type ReadableStore} from './store.js';

/** A recording as the screen takes it: its samples, and what becomes of the file. */
export type ReplaySource = {
  timeline: Timeline;
  /** Looks for what was written since the last look. Rejects when that is not possible any more. */
  refresh: () => Promise<void>;
  ending: () => Ending;
};

/** How a recording ends: properly, not yet, or in the middle of something. */
export type Ending = 'whole' | 'growing' | 'cut';

/** Where in the recording the screen is. */
export type ReplayPlace = {
  /** The sample shown, from 0 on, and how many are known so far. */
  number: number;
  count: number;
  startMs: number;
  timeMs: number;
  endMs: number;
  playing: boolean;
  speed: number;
  /** On the way to a time that was not gone through yet. */
  searching: boolean;
  ending: Ending;
  damagedSegments: number;
};

export type ReplayState = FeedState & {place: ReplayPlace};

/** Shows a recording sample by sample, by hand or as time goes by. */
export type ReplayFeed = ReadableStore<ReplayState> & {
  /** So many samples on, or back. */
  step: (samples: number) => void;
  /** So much recorded time on, or back. */
  skip: (milliseconds: number) => void;
  /** To the last sample of a time or before it. */
  goTo: (timeMs: number) => void;
  playOrPause: () => void;
  changeSpeed: (step: 1 | -1) => void;
  /** The first model is there, or cannot be. */
  started: Promise<void>;
  stop: () => void;
};

const refreshMs = 1000;
const tellMs = 200;

/** The timeline must have gone through a first sample. */
export function createReplayFeed({timeline, refresh, ending}: ReplaySource): ReplayFeed {
  const {times} = timeline;
  let wanted = 0;
  let shown = -1;
  /** Of the model on the screen; `shown` runs ahead of it while the next one is made. */
  let modelNumber = 0;
  let settling: Promise<void> | undefined;
  /** A time to go to as soon as it was gone through. */
  let goal: number | undefined;
  let exhausted = false;
  let stopped = false;
  const player = createPlayer({
    times,
    position: () => wanted,
    moveTo,
    isComplete: () => exhausted && ending() !== 'growing',
    onChange: () => tell(),
  });
  const store = createStore<ReplayState>({place: placeOf(undefined)});

  function placeOf(model: Model | undefined): ReplayPlace {
    const {playing, speed} = player;
    const {damagedSegments} = timeline;
    return {
      number: modelNumber,
      count: times.length,
      startMs: times[0] ?? 0,
      timeMs: model?.sample.timeMs ?? times[0] ?? 0,
      endMs: times.at(-1) ?? 0,
      ...{playing, speed, damagedSegments},
      searching: goal !== undefined,
      // Before its end was reached, nothing can be said of it.
      ending: exhausted ? ending() : 'whole',
    };
  }

  /** Draws anew; an error that is not told again is over. */
  function tell({model = store.getState().model, error}: FeedState = {}): void {
    if (stopped) return;
    store.set({...(model && {model}), ...(error && {error}), place: placeOf(model)});
  }

  function moveTo(number: number): Promise<void> {
    wanted = Math.min(times.length - 1, Math.max(0, number));
    if (shown !== wanted) settling ??= settle();
    return settling ?? Promise.resolve();
  }

  /** Shows what is wanted; what was wanted meanwhile and is no more is left out. */
  async function settle(): Promise<void> {
    while (shown !== wanted && !stopped) {
      shown = wanted;
      try {
        const number = shown;
        const model = await timeline.modelAt(number);
        modelNumber = number;
        tell({model});
      } catch (error) {
        tell({error: messageOf(error)});
      }
    }
    // In the same turn as the last check of what is wanted, so that no request is lost.
    settling = undefined;
  }

  function jumpTo(number: number): void {
    goal = undefined;
    void moveTo(number);
    player.restart();
  }

  function approachGoal(): void {
    if (goal === undefined || (!exhausted && (times.at(-1) ?? 0) <= goal)) return;
    jumpTo(sampleAt(times, goal));
  }

  /** Goes through the recording, and on through what is written to it. */
  async function follow(): Promise<void> {
    let toldMs = performance.now();
    while (!stopped) {
      await refresh();
      while (!stopped && (await timeline.extend())) {
        approachGoal();
        // Between two segments the keyboard has its turn.
        await pause(0);
        if (performance.now() - toldMs < tellMs) continue;
        toldMs = performance.now();
        tell(store.getState());
      }
      exhausted = true;
      approachGoal();
      const {place} = store.getState();
      if (place.endMs !== times.at(-1) || place.ending !== ending()) tell(store.getState());
      await pause(refreshMs, undefined, {ref: false});
    }
  }

  const started = moveTo(0);
  follow().catch((error: unknown) => tell({error: messageOf(error)}));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    step: (samples) => jumpTo(wanted + samples),
    skip: (milliseconds) => jumpTo(sampleAfter(times, wanted, milliseconds)),
    goTo(timeMs) {
      goal = timeMs;
      approachGoal();
      tell(store.getState());
    },
    playOrPause: player.playOrPause,
    changeSpeed: player.changeSpeed,
    started,
    stop() {
      stopped = true;
      player.stop();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
