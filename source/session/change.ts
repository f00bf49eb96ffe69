import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {Boost} from '../model/tuning/boost.js';
import type {Values} from '../model/tuning/checkValue.js';
import type {ParameterChange} from '../model/tuning/parameterChanges.js';
import type {Plan} from '../model/tuning/plan.js';
import {valueText} from '../model/tuning/valueText.js';

/** Values that were written together, and can be undone together. */
export type Change = {
  /** What the changed parameters held before. */
  before: Values;
  after: Values;
  timeMs: number;
};

/** What a plan is for, besides its values: to undo a change, or to boost until it settles. */
export type Purpose = {undoes?: Change; settles?: Boost['settles']};

/** What a plan that was just carried out has changed. */
export function changeOf({writes, before}: Plan): Change {
  const names = new Set<ParameterName>(writes.map(({name}) => name));
  // Switching the advisor on overwrites it.
  if (names.has('advisor_mode') && before.advisor_mode === 'none') names.add('pages_to_scan');
  const kept = Object.entries(before).filter(([name]) => names.has(name as ParameterName));
  const after = Object.fromEntries(writes.map(({name, to}) => [name, to]));
  return {before: Object.fromEntries(kept), after, timeMs: Date.now()};
}

/** Its writes, as the log of this session lists them. */
export function logOf({writes}: Plan): ParameterChange[] {
  const moment = {timeMs: Date.now(), monotonicMs: performance.now()};
  return writes.map(({name, from = '', to}) => ({name, from, to, ...moment, by: 'us'}));
}

/** `pages_to_scan: 100 → 200. z undoes this.` */
export function doneText({writes, before, notes}: Plan, undone: boolean): string {
  const after = new Map(writes.map(({name, to}) => [name, to]));
  const shown = [...after].filter(([name, to]) => to !== before[name]);
  if (shown.length === 0) return 'Nothing to change.';
  const texts = shown.map(([name, to]) =>
    undone
      ? `${name} is ${valueText(name, to)} again`
      : `${name}: ${valueText(name, before[name])} → ${valueText(name, to)}`,
  );
  const end = undone ? '' : ` z undoes ${texts.length > 1 ? 'these' : 'this'}.`;
  return [`${texts.join(', ')}.${end}`, ...notes].join(' ');
}
