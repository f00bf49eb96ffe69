import meow from 'meow';
import {parseCommand, usageErrorOf} from './source/cli/commandLine.js';
import {description, usage} from './source/cli/usage.js';
import {versionText} from './source/cli/version.js';
import {complain} from './source/commands/support/complain.js';
import {optionsFor} from './source/commands/support/optionTable.js';
import {UsageError} from './source/commands/support/usageError.js';
import {childWord} from './source/host/child/program.js';

declare const __VERSION__: string;
declare const __BUILD__: string;

const words = process.argv.slice(2);
if (words[0] === childWord) void runAsChild();
else void run();

async function runAsChild(): Promise<void> {
  const {runChild} = await import('./source/host/child/runChild.js');
  await runChild(words[1]);
  process.exit();
}

async function run(): Promise<void> {
  let endsAtOnce = false;
  try {
    const {input, flags, help} = parseWords();
    if (words.length === 1 && words[0] === '--help') return await tell(help);
    if (words.length === 1 && words[0] === '--version') {
      return await tell(`${versionText(__VERSION__, __BUILD__)}\n`);
    }
    const {command, line} = parseCommand(input, flags, words);
    const perform = await command.load();
    process.exitCode = await perform(line);
    endsAtOnce = command.endsAtOnce === true;
  } catch (error) {
    complain(error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
  // To take down a heap piece by piece takes a millisecond.
  if (endsAtOnce) process.exit();
}

function parseWords() {
  // Made only for the person who asks for it.
  const help = words.some((word) => word.startsWith('--help')) ? usage() : '';
  try {
    return meow(help, {
      importMeta: import.meta,
      pkg: {name: 'ksmtop', version: __VERSION__},
      description,
      flags: optionsFor(words),
      // meow would not notice that its text cannot be written.
      autoHelp: false,
      autoVersion: false,
    });
  } catch (error) {
    throw usageErrorOf(error);
  }
}

async function tell(text: string): Promise<void> {
  const {standardOutput} = await import('./source/commands/support/destination.js');
  await standardOutput().write(text);
}
