import {commandFormats} from '../../output/formats.js';
import {quoted} from '../../text/quoted.js';
import type {CommandLine} from './command.js';
import {wordList} from './optionTable.js';
import {UsageError} from './usageError.js';

type Name = keyof typeof commandFormats;

/** What `--format` says. Throws a UsageError for a format that the command does not take. */
export function formatOf<Command extends Name>(
  {options}: CommandLine,
  command: Command,
): (typeof commandFormats)[Command][number] {
  const {format = 'text'} = options;
  const taken: ReadonlyArray<(typeof commandFormats)[Command][number]> = commandFormats[command];
  const chosen = taken.find((name) => name === format);
  if (chosen) return chosen;
  throw new UsageError(`${command} --format must be ${wordList(taken)}, not ${quoted(format)}.`);
}
