import {progressText} from '../../../model/estimate/progressText.js';
import type {EstimateRun, EstimateUnderWay} from '../../../session/estimating.js';
import {clockTime} from '../../../text/clock.js';
import {formatSeconds} from '../../../text/units.js';
import {showUntrusted} from '../../../text/untrusted.js';
import type {Span} from '../../draw/line.js';

/** The second line of the panel: what can be chosen, how far it is, how it ended. */
export function estimateStatus(
  run: EstimateRun,
  labels: readonly string[],
  chosen: number,
  nowMs: number,
): Span[] {
  switch (run.phase) {
    case 'idle':
      return [' Enter reads ', ...choices(labels, chosen)];
    case 'failed':
      return [['bad', ` ${run.problem}`], '   Enter reads ', ...choices(labels, chosen)];
    case 'running':
      return [
        ['accent', ` ${statusOf(run, nowMs)}`],
        ['dim', '   Esc keeps what it has'],
      ];
    case 'ended': {
      const {isPartial, estimate, timeMs} = run;
      const what = isPartial ? 'stopped early' : 'done';
      const at = clockTime(timeMs);
      const seconds = formatSeconds(estimate.seconds);
      return [
        [isPartial ? 'warning' : 'good', ` ${what}`],
        ['dim', ` at ${at}, in ${seconds}   Enter reads `],
        ...choices(labels, chosen),
      ];
    }
  }
}

function choices(labels: readonly string[], chosen: number): Span[] {
  return labels.flatMap((label, index): Span[] => [
    ...(index > 0 ? [['dim', ' · '] as const] : []),
    [index === chosen ? 'selected' : 'plain', ` ${showUntrusted(label)} `],
  ]);
}

function statusOf(run: EstimateUnderWay, nowMs: number): string {
  const {progress, isStopping, startedMs} = run;
  if (isStopping) return 'stopping …';
  if (!progress) return 'under way …';
  return progressText(progress, (nowMs - startedMs) / 1000);
}
