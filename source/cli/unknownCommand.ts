import {UsageError} from '../commands/options/usageError.js';
import {nearest} from '../text/nearest.js';
import {quoted} from '../text/quoted.js';
import {commandTable} from './commandTable.js';

/** Every first word that ksmtop knows. */
export const commandNames: readonly string[] = [
  ...commandTable.flatMap(({name}) => name ?? []),
  'help',
];

/** The error for a first word that is none of them. */
export function unknownCommand(word: string): UsageError {
  const [near] = nearest(word, commandNames, 1);
  const guess = near === undefined ? '.' : `; did you mean ${near}?`;
  return new UsageError(
    `unknown command ${quoted(word)}${guess} The commands are ${listOf(commandNames)}.`,
  );
}

function listOf(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
