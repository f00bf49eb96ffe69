import meow from 'meow';
import {childWord} from './source/child/program.js';
import {parseCommand} from './source/commands/commandLine.js';
import {optionsFor} from './source/commands/optionTable.js';
import {description, usage} from './source/commands/usage.js';
import {UsageError} from './source/commands/usageError.js';
import {versionText} from './source/commands/version.js';

declare const __VERSION__: string;
declare const __BUILD__: string;

const words = process.argv.slice(2);
if (words[0] === childWord) void runAsChild();
else void run();

async function runAsChild(): Promise<void> {
  const {runChild} = await import('./source/child/runChild.js');
  await runChild(words[1]);
  process.exit();
}

async function run(): Promise<void> {
  let endsAtOnce = false;
  try {
    // Made only for the person who asks for it.
    const help = words.some((word) => word.startsWith('--help')) ? usage() : '';
    const {input, flags} = meow(help, {
      importMeta: import.meta,
      pkg: {name: 'ksmtop', version: __VERSION__},
      description,
      version: versionText(__VERSION__, __BUILD__),
      flags: optionsFor(words),
    });
    const {command, line} = parseCommand(input, flags, words);
    const perform = await command.load();
    process.exitCode = await perform(line);
    endsAtOnce = command.endsAtOnce === true;
  } catch (error) {
    process.stderr.write(`ksmtop: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
  // To take down a heap piece by piece takes a millisecond.
  if (endsAtOnce) process.exit();
}
