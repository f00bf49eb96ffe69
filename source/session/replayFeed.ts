import {setTimeout as pause} from 'node:timers/promises';
import {ofRecordedHost} from '../model/advice/recordedCures.js';
import type {Model} from '../model/model.js';
import {sampleAfter, sampleAt} from '../recording/playback.js';
import type {Timeline} from '../recording/timeline.js';
import {messageOf} from '../text/messageOf.js';
import type {FeedState} from './feed.js';
import {createPlayer, type PlayerState} from './player.js';
import {createStore, type ReadableStore} from './store.js';
import {createWantedSample} from './wantedSample.js';

/** What a replay needs of a recording: its samples, and whether its file still grows. */
export type ReplaySource = {
  timeline: Timeline;
  /** Reads what was written since the last call. Rejects when the file can no longer be read. */
  refresh: () => Promise<void>;
  ending: () => Ending;
  /** The name of the machine that shows it. */
  thisHost: string;
};

/** How a recording ends: as it was meant to, not yet, or cut off. */
export type Ending = 'whole' | 'growing' | 'cut';

/** Where in the recording the screen is. */
export type ReplayPlace = PlayerState & {
  /** The sample shown, from 0 on, and how many have been found so far. */
  number: number;
  count: number;
  startMs: number;
  timeMs: number;
  endMs: number;
  /** On the way to a time in a part that has not been read yet. */
  searching: boolean;
  ending: Ending;
  damagedSegments: number;
};

export type ReplayState = FeedState & {place: ReplayPlace};

/** Shows a recording sample by sample, by hand or as time goes by. */
export type ReplayFeed = ReadableStore<ReplayState> & {
  /** Moves by a number of samples; negative: back. */
  step: (samples: number) => void;
  /** Moves by recorded time; negative: back. */
  skip: (milliseconds: number) => void;
  /** Moves to the last sample at a time or before it. */
  goTo: (timeMs: number) => void;
  playOrPause: () => void;
  changeSpeed: (step: 1 | -1) => void;
  /** Resolves when the first model is there, or cannot be. */
  started: Promise<void>;
  stop: () => void;
};

const refreshIntervalMs = 1000;
const publishIntervalMs = 200;

/** What is known of the recording so far, and where the user is in it. */
type Progress = {
  /** The sample on the screen. */
  shown: number;
  /** A time to go to as soon as the recording has been read that far. */
  goal: number | undefined;
  /** Everything that was written so far has been read. */
  isExhausted: boolean;
  isStopped: boolean;
};

/** The timeline must have found a first sample. */
export function createReplayFeed(source: ReplaySource): ReplayFeed {
  const {timeline, refresh, ending, thisHost} = source;
  const {times} = timeline;
  const progress: Progress = {shown: 0, goal: undefined, isExhausted: false, isStopped: false};
  const wanted = createWantedSample(show);
  const player = createPlayer({
    times,
    position: wanted.number,
    moveTo,
    isComplete: () => progress.isExhausted && ending() !== 'growing',
  });
  const store = createStore<ReplayState>({place: placeOf(undefined)});
  player.subscribe(() => publish());

  function placeOf(model: Model | undefined): ReplayPlace {
    return {...placeIn(source, progress, model), ...player.getState()};
  }

  /** Renews the state; without an error, the last one is over. */
  function publish({model = store.getState().model, error}: FeedState = {}): void {
    if (progress.isStopped) return;
    store.set({...(model && {model}), ...(error && {error}), place: placeOf(model)});
  }

  async function show(number: number): Promise<void> {
    try {
      const model = ofRecordedHost(await timeline.modelAt(number), thisHost);
      progress.shown = number;
      publish({model});
    } catch (error) {
      publish({error: messageOf(error)});
    }
  }

  function moveTo(number: number): Promise<void> {
    return wanted.want(Math.min(times.length - 1, Math.max(0, number)));
  }

  function jumpTo(number: number): void {
    progress.goal = undefined;
    void moveTo(number);
    player.restart();
  }

  function approachGoal(): void {
    const {goal, isExhausted} = progress;
    if (goal === undefined || (!isExhausted && (times.at(-1) ?? 0) <= goal)) return;
    jumpTo(sampleAt(times, goal));
  }

  /** Reads the recording to its end, then what is appended to it. */
  async function follow(): Promise<void> {
    let publishedMs = performance.now();
    while (!progress.isStopped) {
      await refresh();
      while (!progress.isStopped && (await timeline.extend())) {
        approachGoal();
        // Keys get their turn between two segments.
        await pause(0);
        if (performance.now() - publishedMs < publishIntervalMs) continue;
        publishedMs = performance.now();
        publish(store.getState());
      }
      progress.isExhausted = true;
      approachGoal();
      const {place} = store.getState();
      if (place.endMs !== times.at(-1) || place.ending !== ending()) publish(store.getState());
      await pause(refreshIntervalMs, undefined, {ref: false});
    }
  }

  const started = moveTo(0);
  follow().catch((error: unknown) => publish({error: messageOf(error)}));
  return {
    getState: store.getState,
    subscribe: store.subscribe,
    step: (samples) => jumpTo(wanted.number() + samples),
    skip: (milliseconds) => jumpTo(sampleAfter(times, wanted.number(), milliseconds)),
    goTo(timeMs) {
      progress.goal = timeMs;
      approachGoal();
      publish(store.getState());
    },
    playOrPause: player.playOrPause,
    changeSpeed: player.changeSpeed,
    started,
    stop() {
      progress.isStopped = true;
      wanted.stop();
      player.stop();
    },
  };
}

function placeIn(
  {timeline: {times, damagedSegments}, ending}: ReplaySource,
  {shown, goal, isExhausted}: Progress,
  model: Model | undefined,
): Omit<ReplayPlace, keyof PlayerState> {
  return {
    number: shown,
    count: times.length,
    startMs: times[0] ?? 0,
    timeMs: model?.sample.timeMs ?? times[0] ?? 0,
    endMs: times.at(-1) ?? 0,
    damagedSegments,
    searching: goal !== undefined,
    // Until its end has been read, nothing is known about it.
    ending: isExhausted ? ending() : 'whole',
  };
}
