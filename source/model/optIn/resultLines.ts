import {countOf} from '../../text/count.js';
import {showUntrusted} from '../../text/untrusted.js';
import {alignRight, fitWidth, widthOf} from '../../text/width.js';
import type {OptInResult} from './optInResult.js';
import type {OptInAction} from './optInTarget.js';
import type {PlannedProcess} from './plannedProcesses.js';

const mostNameWidth = 32;
const words: Readonly<Record<OptInResult['outcome'], string>> = {
  'opted-in': 'opted in',
  'opted-out': 'opted out',
  already: 'unchanged',
  refused: 'left alone',
  gone: 'ended',
  unknown: 'not known',
};
const resultWidth = 10;
const timeWidth = 10;

/** What became of each process, and of all of them, a line each. */
export function resultLines(
  action: OptInAction,
  changed: ReadonlyArray<PlannedProcess & {result: OptInResult}>,
): string[] {
  const nameOf = ({command, target}: PlannedProcess) => `${showUntrusted(command)} ${target.pid}`;
  const width = Math.min(
    mostNameWidth,
    Math.max(0, ...changed.map((each) => widthOf(nameOf(each)))),
  );
  const rows = changed.map((each) => {
    const {outcome, refusal, calls = 0, stoppedMicroseconds} = each.result;
    const stopped =
      stoppedMicroseconds === undefined ? '' : `${(stoppedMicroseconds / 1000).toFixed(2)} ms`;
    const stops = calls > 1 ? `  in ${calls} stops` : '';
    const why = outcome === 'refused' ? `  ${refusal?.text ?? ''}` : '';
    return `${fitWidth(nameOf(each), width)}  ${words[outcome].padEnd(resultWidth)}  ${alignRight(stopped, timeWidth)}${stops}${why}`.trimEnd();
  });
  return [
    ...rows,
    ...unregisteredSentences(changed),
    ...regionSentences(changed),
    summaryOf(action, changed),
  ];
}

/** What was offered region by region does not last as long. */
function regionSentences(changed: ReadonlyArray<{result: OptInResult}>): readonly string[] {
  const isByRegion = changed.some(
    ({result: {outcome, way}}) => outcome === 'opted-in' && way === 'madvise',
  );
  return isByRegion
    ? [
        'Memory is offered by region (madvise): what they map later is not offered, and an exec or a restart loses it.',
      ]
    : [];
}

/** Why the register does not have some of it. */
export function unregisteredSentences(
  changed: ReadonlyArray<{result: OptInResult}>,
): readonly string[] {
  const sentences = changed.flatMap(({result}) => result.unregistered ?? []);
  return [...new Set(sentences)].map((text) => `Not registered: ${text}`);
}

/** One sentence on all of them. */
export function summaryOf(
  action: OptInAction,
  changed: ReadonlyArray<{result: OptInResult}>,
): string {
  const count = (...outcomes: OptInResult['outcome'][]) =>
    changed.filter(({result}) => outcomes.includes(result.outcome)).length;
  const done = count('opted-in', 'opted-out');
  const parts = [
    `${countOf(done, 'process', 'processes')} opted ${action}`,
    ...(count('already') > 0 ? [`${count('already')} unchanged`] : []),
    ...(count('refused') > 0 ? [`${count('refused')} left alone`] : []),
    ...(count('gone') > 0 ? [`${count('gone')} ended`] : []),
    ...(count('unknown') > 0 ? [`${count('unknown')} not known`] : []),
  ];
  return `${parts.join(', ')}.`;
}
