import {defaultOptions} from '../commands/options/optionTable.js';
import {UsageError} from '../commands/options/usageError.js';
import {complain} from '../commands/printing/complain.js';
import {parseCommand} from './commandLine.js';

/** Runs the command that the words name. Sets the exit code: 2 for an invalid command line. */
export async function runCommand(words: readonly string[]): Promise<void> {
  let endsAtOnce = false;
  try {
    const {input, flags} = await parsed(words);
    const {command, line} = parseCommand(input, flags, words);
    const perform = await command.load();
    process.exitCode = await perform(line);
    endsAtOnce = command.endsAtOnce === true;
  } catch (error) {
    complain(error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
  // Exiting at once saves the millisecond of a regular shutdown.
  if (endsAtOnce) process.exit();
}

/** The live screen needs no parser: loading it takes 15 ms. */
async function parsed(words: readonly string[]) {
  if (words.length === 0) return {input: [], flags: defaultOptions()};
  const {parseWords} = await import('./parseWords.js');
  return parseWords(words);
}
