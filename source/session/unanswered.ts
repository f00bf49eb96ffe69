import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {Values} from '../model/tuning/checkValue.js';
import {type Execution, readBackText} from './carryOut.js';

/**
 * Writes whose answers were lost, with the values that were meant, as long as nothing has read them
 * back; after an execution.
 */
export function noteAnswers(unanswered: Values, {tried}: Execution): Values {
  const left = new Map(Object.entries(unanswered));
  for (const {name, to, outcome} of tried) {
    if (outcome.answerLost && outcome.value === undefined) left.set(name, to);
    else left.delete(name);
  }
  return Object.fromEntries(left);
}

/** What became of those that the host shows now, and which are left; absent: it shows none. */
export function readBackUnanswered(
  unanswered: Values,
  shown: Values,
): {left: Values; good: boolean; text: string} | undefined {
  const left = new Map(Object.entries(unanswered));
  const known = [...left].flatMap(([key, to]) => {
    const name = key as ParameterName;
    const value = shown[name];
    return value === undefined ? [] : [{name, to, value}];
  });
  if (known.length === 0) return undefined;
  for (const {name} of known) left.delete(name);
  return {
    left: Object.fromEntries(left),
    good: known.every(({to, value}) => to === value),
    text: known.map(readBackText).join(' '),
  };
}
