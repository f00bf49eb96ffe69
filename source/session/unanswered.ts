import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {Values} from '../model/tuning/checkValue.js';
import {type Execution, readBackText} from './carryOut.js';

/** Writes whose answers were lost, and which nothing has read back yet. */
export type Unanswered = {
  note(execution: Execution): void;
  /** What came of them, by what the host shows now; absent: there are none. */
  settle(values: Values): {good: boolean; text: string} | undefined;
};

export function createUnanswered(): Unanswered {
  const writes = new Map<ParameterName, string>();
  return {
    note({tried}) {
      for (const {name, to, outcome} of tried) {
        if (outcome.answerLost && outcome.value === undefined) writes.set(name, to);
        else writes.delete(name);
      }
    },
    settle(values) {
      const known = [...writes].flatMap(([name, to]) => {
        const value = values[name];
        return value === undefined ? [] : [{name, to, value}];
      });
      if (known.length === 0) return undefined;
      for (const {name} of known) writes.delete(name);
      return {
        good: known.every(({to, value}) => to === value),
        text: known.map(readBackText).join(' '),
      };
    },
  };
}
