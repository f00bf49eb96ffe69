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
export function optInLines(
  action: OptInAction,
  changed: ReadonlyArray<PlannedProcess & {result: OptInResult}>,
): string[] {
  const nameOf = ({command, target}: PlannedProcess) => `${showUntrusted(command)} ${target.pid}`;
  const width = Math.min(
    mostNameWidth,
    Math.max(0, ...changed.map((each) => widthOf(nameOf(each)))),
  );
  const rows = changed.map((each) => {
    const {outcome, refusal, stoppedMicroseconds} = each.result;
    const stopped =
      stoppedMicroseconds === undefined ? '' : `${(stoppedMicroseconds / 1000).toFixed(2)} ms`;
    const why = outcome === 'refused' ? `  ${refusal?.text ?? ''}` : '';
    return `${fitWidth(nameOf(each), width)}  ${words[outcome].padEnd(resultWidth)}  ${alignRight(stopped, timeWidth)}${why}`.trimEnd();
  });
  return [...rows, ...unregisteredSentences(changed), summaryOf(action, changed)];
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
