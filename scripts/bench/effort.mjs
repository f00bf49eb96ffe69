/**
 * How much is done for each figure.
 *
 * @typedef {object} Effort
 * @property {number} starts of a program
 * @property {number} repeats of what runs for a while
 * @property {number} settleSeconds before it is measured
 * @property {number} seconds that it is measured for
 * @property {number} samples
 * @property {number} keys
 * @property {number} minutes of the screen for its memory
 * @property {number} frames for its heap
 * @property {number} stormSeconds of processes that come and go, after as many of rest
 * @property {number} estimateMebibytes of memory that is estimated
 * @property {number} mapMebibytes of merged memory that is mapped
 * @property {number} lineSeconds at the end of a slow line before it is measured, and of measuring
 */

/** @type {Effort} */
export const wholeEffort = {
  starts: 15,
  repeats: 3,
  settleSeconds: 10,
  seconds: 20,
  samples: 15,
  keys: 24,
  minutes: 10,
  frames: 5000,
  stormSeconds: 60,
  estimateMebibytes: 4096,
  mapMebibytes: 4096,
  lineSeconds: 60,
};

/** Enough to see that everything runs. @type {Effort} */
export const smallEffort = {
  starts: 1,
  repeats: 1,
  settleSeconds: 1,
  seconds: 3,
  samples: 2,
  keys: 2,
  minutes: 0.05,
  frames: 50,
  stormSeconds: 2,
  estimateMebibytes: 128,
  mapMebibytes: 128,
  lineSeconds: 2,
};

/**
 * About how many seconds it takes.
 *
 * @typedef {(effort: Effort) => number} Takes
 */

/** @type {Takes} */
export const starting = ({starts}) => starts * 0.3;

/** @type {Takes} */
export const runningBoth = ({repeats, settleSeconds, seconds}) =>
  2 * repeats * (settleSeconds + seconds);

/** @type {Takes} */
export const sampling = ({settleSeconds, samples}) => (settleSeconds + samples) * 1.1;

/** @type {Takes} */
export const pressing = ({settleSeconds, keys}) => settleSeconds + keys * 0.5;
