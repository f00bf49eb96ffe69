import meow from 'meow';
import {type Command, commandOf, UsageError} from './source/commands/options.js';
import {description, usage} from './source/commands/usage.js';

declare const __VERSION__: string;

const {input, flags} = meow(usage, {
  importMeta: import.meta,
  pkg: {name: 'ksmtop', version: __VERSION__},
  description,
  version: __VERSION__,
  allowUnknownFlags: true,
  flags: {
    delay: {type: 'string', shortFlag: 'd', default: '1'},
    readOnly: {type: 'boolean'},
    color: {type: 'boolean', default: true},
    procfs: {type: 'string', default: '/proc'},
    sysfs: {type: 'string', default: '/sys'},
  },
});

try {
  await run(commandOf(input, flags));
} catch (error) {
  process.stderr.write(`ksmtop: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

/** Each command is loaded only when it is run: Ink is not needed to say `--help`. */
async function run(command: Command): Promise<void> {
  const {live} = await import('./source/commands/live.js');
  await live(command.options);
}
