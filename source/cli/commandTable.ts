import {isatty} from 'node:tty';
import type {Command, CommandLine} from '../commands/support/command.js';
import {UsageError} from '../commands/support/usageError.js';

/** Where the host is, and where its kernel's files are. */
const places = ['host', 'sudo', 'procfs', 'sysfs'] as const;

export const commandTable: readonly Command[] = [
  {
    meaning: 'The live screen',
    options: ['delay', 'hosts', 'prometheus', 'range', 'readOnly', 'color', ...places],
    async load() {
      // Into a pipe or a file goes text, never a screen of escape sequences; nor to a terminal that
      // would show them as text.
      if (!isatty(0) || !isatty(1) || isDumb()) return printInstead(await loadPrint());
      const {live} = await import('../commands/live.js');
      await keepHeapSmall();
      return live;
    },
  },
  {
    name: 'print',
    meaning: 'A line for each sample, or an object, or metrics; also without a terminal',
    options: ['count', 'delay', 'format', 'container', 'output', 'top', ...places],
    endsAtOnce: true,
    load: loadPrint,
  },
  {
    name: 'record',
    operands: 'FILE',
    meaning: 'Write what the live screen shows to a file, or - for standard output',
    options: ['delay', 'count', 'maxSize', 'keep', ...places],
    async load() {
      const {record} = await import('../commands/record.js');
      await keepHeapSmall();
      return record;
    },
  },
  {
    name: 'replay',
    operands: 'FILE',
    meaning: 'Show a recording on the screen; - reads it from standard input',
    options: ['color'],
    async load() {
      if (isDumb()) {
        throw new UsageError('replay needs a terminal that can be drawn on; TERM is "dumb".');
      }
      const {replay} = await import('../commands/replay.js');
      await keepHeapSmall();
      return replay;
    },
  },
  {
    name: 'set',
    operands: 'NAME=VALUE…',
    meaning: 'Set parameters: all of them or none, in the order that the kernel wants',
    options: ['dryRun', 'yes', ...places],
    load: async () => (await import('../commands/set.js')).set,
  },
  {
    name: 'persist',
    meaning: 'Set the parameters as they are now at every start of this host',
    options: ['remove', 'dryRun', 'yes', ...places],
    load: async () => (await import('../commands/persist.js')).persist,
  },
  {
    name: 'doctor',
    meaning: 'Look at everything once: what is wrong, and what helps',
    options: ['format', 'color', ...places],
    load: async () => (await import('../commands/doctor.js')).doctor,
  },
  {
    name: 'guide',
    operands: '[CONTAINER]',
    meaning: 'The steps to let the programs of a container merge, or those of this host',
    options: [...places],
    load: async () => (await import('../commands/guide.js')).guide,
  },
];

/**
 * Node's part for this takes milliseconds to load: only for what runs for long. V8 takes over what
 * it made of a program at its build only before its flags are changed.
 */
async function keepHeapSmall() {
  (await import('../commands/support/smallHeap.js')).keepHeapSmall();
}

function isDumb(): boolean {
  return process.env['TERM'] === 'dumb';
}

async function loadPrint() {
  return (await import('../commands/print.js')).print;
}

/** What the live screen becomes without a terminal, where that is possible. */
function printInstead(print: (line: CommandLine) => Promise<number>) {
  return async (line: CommandLine) => {
    const {prometheus, hosts, range} = line.options;
    if (range !== undefined && prometheus === undefined) {
      throw new UsageError('--range goes with --prometheus.');
    }
    if (prometheus !== undefined || hosts !== undefined || line.hosts.length > 1) {
      const what = isDumb() ? 'a terminal that can be drawn on (TERM is "dumb")' : 'a terminal';
      throw new UsageError(`the screen of several hosts needs ${what}; print takes one --host.`);
    }
    return print(line);
  };
}
