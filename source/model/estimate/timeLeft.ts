import type {EstimateProgress} from './savingsEstimate.js';

/** Before this share, a forecast of the time would jump. */
const leastShare = 0.02;

/** How much of the first reading is done, and how long the rest takes at the present rate. */
export function timeLeft(
  {bytesDone, bytesTotal}: EstimateProgress,
  elapsedSeconds: number,
): {share: number; secondsLeft?: number} {
  const share = bytesTotal === 0 ? 1 : Math.min(1, bytesDone / bytesTotal);
  if (share < leastShare) return {share};
  return {share, secondsLeft: (elapsedSeconds * (1 - share)) / share};
}
