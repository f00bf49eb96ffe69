import type {ParameterName} from '../../kernel/ksm/parameters.js';
import {checkName, checkValue, type Values} from '../../model/tuning/checkValue.js';
import {quoted} from '../../text/quoted.js';
import {UsageError} from './usageError.js';

/** Reads `NAME=VALUE` words. Throws a UsageError for a name or value that no host accepts. */
export function parseAssignments(words: readonly string[]): Values {
  const values: Partial<Record<ParameterName, string>> = {};
  for (const word of joined(words)) {
    const equals = word.indexOf('=');
    if (equals === -1) throw new UsageError(`${quoted(word)} is not of the form NAME=VALUE.`);
    const name = checkName(word.slice(0, equals).trim());
    if (name.problem !== undefined) throw new UsageError(name.problem);
    const value = checkValue(name.value, word.slice(equals + 1).trim());
    if (value.problem !== undefined) throw new UsageError(value.problem);
    if ((values[name.value] ?? value.value) !== value.value) {
      throw new UsageError(`${name.value} is given twice, with different values.`);
    }
    values[name.value] = value.value;
  }
  if (words.length === 0)
    throw new UsageError('set needs at least one NAME=VALUE; see ksmtop --help.');
  return values;
}

/** `run = 1`, `run =1` and `run= 1`, typed without quotes, are one assignment. */
function joined(words: readonly string[]): readonly string[] {
  return words.length === 0
    ? words
    : words
        .join('\0')
        .replaceAll(/\0?=\0?/g, '=')
        .split('\0');
}
