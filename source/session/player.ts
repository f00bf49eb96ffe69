import {nextSpeed, playUntil} from '../recording/playback.js';
import {createStore, type ReadableStore} from './store.js';

/** What a player moves through. */
export type PlayerSource = {
  /** Wall clock of each sample. */
  times: readonly number[];
  /** The sample that is shown, or is about to be. */
  position: () => number;
  /** Resolves when it is shown. */
  moveTo: (number: number) => Promise<void>;
  /** Whether no sample will follow the last one. */
  isComplete: () => boolean;
};

export type PlayerState = {
  playing: boolean;
  /** As a multiple of the recorded time. */
  speed: number;
};

/** Moves on through a recording as its time goes by. */
export type Player = ReadableStore<PlayerState> & {
  playOrPause: () => void;
  changeSpeed: (step: 1 | -1) => void;
  /** Continues from the present position, after something else has changed it. */
  restart: () => void;
  stop: () => void;
};

const shortestWaitMs = 30;
/** The hours that a host was suspended are skipped. */
const longestWaitMs = 10_000;
/** At the end of a recording that grows. */
const endWaitMs = 200;

export function createPlayer({times, position, moveTo, isComplete}: PlayerSource): Player {
  const store = createStore<PlayerState>({playing: false, speed: 1});
  /** The recorded time that playing has reached, and when that was. */
  let reachedMs = 0;
  let tickedMs = 0;
  /** When the position last changed. */
  let movedMs = 0;
  let timer: NodeJS.Timeout | undefined;

  function tick(): void {
    const nowMs = performance.now();
    const number = position();
    const next = times[number + 1];
    if (next === undefined) {
      if (isComplete()) stop();
      else restart();
      return;
    }
    reachedMs += (nowMs - tickedMs) * store.getState().speed;
    tickedMs = nowMs;
    if (nowMs - movedMs >= longestWaitMs) reachedMs = Math.max(reachedMs, next);
    const head = playUntil(times, number, reachedMs);
    ({reachedMs} = head);
    if (head.number !== number) movedMs = nowMs;
    void moveTo(head.number).then(schedule);
  }

  function schedule(): void {
    clearTimeout(timer);
    const {playing, speed} = store.getState();
    if (!playing) return;
    const next = times[position() + 1];
    const waitMs = next === undefined ? endWaitMs : (next - reachedMs) / speed;
    timer = setTimeout(tick, Math.min(longestWaitMs, Math.max(shortestWaitMs, waitMs)));
  }

  function restart(): void {
    reachedMs = times[position()] ?? 0;
    tickedMs = performance.now();
    movedMs = tickedMs;
    schedule();
  }

  function stop(): void {
    clearTimeout(timer);
    store.set({...store.getState(), playing: false});
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    playOrPause() {
      if (store.getState().playing) return stop();
      store.set({...store.getState(), playing: true});
      restart();
    },
    changeSpeed(step) {
      const {speed, ...state} = store.getState();
      store.set({...state, speed: nextSpeed(speed, step)});
      restart();
    },
    restart,
    stop,
  };
}
