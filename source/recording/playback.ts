/** Playback speeds, as multiples of the recorded time. */
const speeds = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300];

/** The next faster or slower speed; the same one if there is none. */
export function nextSpeed(speed: number, step: 1 | -1): number {
  const next =
    step === 1 ? speeds.find((each) => each > speed) : speeds.findLast((each) => each < speed);
  return next ?? speed;
}

/** Number of the last sample at or before this time; 0: all are later. */
export function sampleAt(times: readonly number[], timeMs: number): number {
  return Math.max(
    0,
    times.findLastIndex((each) => each <= timeMs),
  );
}

/** Number of the sample this much recorded time after another one, or before; at least one away. */
export function sampleAfter(times: readonly number[], from: number, milliseconds: number): number {
  const goal = (times[from] ?? 0) + milliseconds;
  const step = Math.sign(milliseconds);
  let number = from + step;
  while (((times[number] ?? goal) - goal) * step < 0) number += step;
  return Math.min(times.length - 1, Math.max(0, number));
}

/** Position of playback: a sample, and the recorded time reached. */
export type Playhead = {number: number; reachedMs: number};

/** Advances playback to a moment of the recorded time. */
export function playUntil(times: readonly number[], from: number, reachedMs: number): Playhead {
  let number = from;
  for (let next = times[number + 1]; next !== undefined && next <= reachedMs; ) {
    number++;
    // The clock was set back: the recorded time continues from there.
    if (next < (times[number - 1] ?? 0)) return {number, reachedMs: next};
    next = times[number + 1];
  }
  return {number, reachedMs};
}
