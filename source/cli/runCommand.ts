import meow from 'meow';
import {complain} from '../commands/shared/complain.js';
import {optionsFor} from '../commands/shared/optionTable.js';
import {UsageError} from '../commands/shared/usageError.js';
import {parseCommand, usageErrorOf} from './commandLine.js';

/** Runs the command that the words name. Sets the exit code: 2 for an invalid command line. */
export async function runCommand(words: readonly string[]): Promise<void> {
  let endsAtOnce = false;
  try {
    const {input, flags} = parseWords(words);
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

function parseWords(words: readonly string[]) {
  try {
    return meow({
      argv: words,
      importMeta: import.meta,
      // There is no package.json to look for.
      pkg: {name: 'ksmtop', version: ''},
      flags: optionsFor(words),
      // answer.ts handles these: meow would not report a failed write.
      autoHelp: false,
      autoVersion: false,
    });
  } catch (error) {
    throw usageErrorOf(error);
  }
}
