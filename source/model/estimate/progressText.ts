import {formatBytes, formatSeconds, formatShare} from '../../text/units.js';
import type {EstimateProgress} from './savingsEstimate.js';
import {timeLeft} from './timeLeft.js';

/** How far an estimate is: bytes, share, time left. */
export function progressText(progress: EstimateProgress, elapsedSeconds: number): string {
  const read = `${formatBytes(progress.bytesRead)} read`;
  if (progress.stage === 'second reading') {
    return `${read}, second reading ${formatShare(progress.secondReadingShare)}`;
  }
  const {share, secondsLeft} = timeLeft(progress, elapsedSeconds);
  const left = secondsLeft === undefined ? '' : `, ${formatSeconds(secondsLeft)} left`;
  return `${read}, ${formatShare(share)} of ${formatBytes(progress.bytesTotal)}${left}`;
}
