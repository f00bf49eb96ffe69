import {nextSpeed, playUntil} from '../recording/playback.js';

/** What a player plays. */
export type Tape = {
  /** Wall clock of each sample. */
  times: readonly number[];
  /** The sample that is shown, or about to be. */
  position: () => number;
  /** Resolves when it is shown. */
  moveTo: (number: number) => Promise<void>;
  /** Nothing will come behind the last sample. */
  isComplete: () => boolean;
  /** Playing has begun, ended, or changed its speed. */
  onChange: () => void;
};

/** Moves on through a recording as its time goes by. */
export type Player = {
  readonly playing: boolean;
  /** As a multiple of the recorded time. */
  readonly speed: number;
  playOrPause: () => void;
  changeSpeed: (step: 1 | -1) => void;
  /** The position was changed by hand: time goes on from there. */
  restart: () => void;
  stop: () => void;
};

const shortestWaitMs = 30;
/** Nobody wants to sit through the hours that a host was suspended. */
const longestWaitMs = 10_000;
/** At the end of a recording that grows. */
const endWaitMs = 200;

export function createPlayer({times, position, moveTo, isComplete, onChange}: Tape): Player {
  let playing = false;
  let speed = 1;
  let reachedMs = 0;
  let tickedMs = 0;
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
    reachedMs += (nowMs - tickedMs) * speed;
    tickedMs = nowMs;
    if (nowMs - movedMs >= longestWaitMs) reachedMs = Math.max(reachedMs, next);
    const head = playUntil(times, number, reachedMs);
    ({reachedMs} = head);
    if (head.number !== number) movedMs = nowMs;
    void moveTo(head.number).then(schedule);
  }

  function schedule(): void {
    clearTimeout(timer);
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
    playing = false;
    clearTimeout(timer);
    onChange();
  }

  return {
    get playing() {
      return playing;
    },
    get speed() {
      return speed;
    },
    playOrPause() {
      if (playing) return stop();
      playing = true;
      restart();
      onChange();
    },
    changeSpeed(step) {
      speed = nextSpeed(speed, step);
      restart();
      onChange();
    },
    restart,
    stop,
  };
}
