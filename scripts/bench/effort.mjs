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
};
