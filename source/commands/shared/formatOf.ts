import {fewerFormats} from '../../output/formats.js';
import {quoted} from '../../text/quoted.js';
import type {CommandLine} from './command.js';
import {wordList} from './optionTable.js';
import {UsageError} from './usageError.js';

type Name = keyof typeof fewerFormats;

/** What `--format` says. Throws a UsageError for a format that the command does not take. */
export function formatOf<Command extends Name>(
  {options}: CommandLine,
  command: Command,
): (typeof fewerFormats)[Command][number] {
  const {format = 'text'} = options;
  const taken: ReadonlyArray<(typeof fewerFormats)[Command][number]> = fewerFormats[command];
  const chosen = taken.find((name) => name === format);
  if (chosen) return chosen;
  throw new UsageError(`${command} --format must be ${wordList(taken)}, not ${quoted(format)}.`);
}
