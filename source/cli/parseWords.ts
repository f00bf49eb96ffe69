import meow from 'meow';
import {optionsFor} from '../commands/options/optionTable.js';
import {usageErrorOf} from './commandLine.js';

/** What the words say, as meow reads them. Throws a UsageError for an invalid command line. */
export function parseWords(words: readonly string[]) {
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
