import {progressText} from '../../../model/estimate/progressText.js';
import type {EstimateRun, EstimateUnderWay} from '../../../session/estimating.js';
import {clockTime} from '../../../text/clock.js';
import {formatSeconds} from '../../../text/units.js';
import {showUntrusted} from '../../../text/untrusted.js';
import type {Span} from '../../draw/line.js';

/**
 * The second line of the panel: what can be chosen, how far it is, how it ended.
 * @param labels Of what can be read; none: it was made earlier.
 */
export function estimateStatus(
  run: EstimateRun,
  labels: readonly string[],
  chosen: number,
  nowMs: number,
): Span[] {
  const offer: Span[] = labels.length > 0 ? [' Enter reads ', ...choices(labels, chosen)] : [];
  switch (run.phase) {
    case 'idle':
      return labels.length > 0 ? offer : [['dim', ' not made yet at this time']];
    case 'failed':
      return [['bad', ` ${run.problem}`], '  ', ...offer];
    case 'running':
      return [
        ['accent', ` ${statusOf(run, nowMs)}`],
        ['dim', labels.length > 0 ? '   Esc keeps what it has' : ''],
      ];
    case 'ended': {
      const {isPartial, estimate, timeMs} = run;
      const what = isPartial ? 'stopped early' : 'done';
      const at = clockTime(timeMs);
      const seconds = formatSeconds(estimate.seconds);
      return [
        [isPartial ? 'warning' : 'good', ` ${what}`],
        ['dim', ` at ${at}, in ${seconds}  `],
        ...offer,
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
