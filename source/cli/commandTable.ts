import {isatty} from 'node:tty';
import type {Command, CommandLine} from '../commands/options/command.js';
import {UsageError} from '../commands/options/usageError.js';

/** Which host to read, and where its kernel's files are mounted. */
const places = ['host', 'sudo', 'procfs', 'sysfs'] as const;

export const commandTable: readonly Command[] = [
  {
    meaning: 'Show the live screen',
    options: ['delay', 'hosts', 'prometheus', 'range', 'readOnly', 'color', 'mouse', ...places],
    async load() {
      // Escape sequences must not reach a pipe, a file or a terminal that shows them as text.
      if (!isatty(0) || !isatty(1) || isDumb()) return printInstead(await loadPrint());
      return (await import('../commands/live.js')).live;
    },
  },
  {
    name: 'print',
    meaning: 'Print samples as text, JSON, CSV or OpenMetrics',
    options: ['count', 'delay', 'format', 'container', 'output', 'top', ...places],
    endsAtOnce: true,
    load: loadPrint,
  },
  {
    name: 'record',
    operands: 'FILE',
    meaning: 'Record samples to FILE, or to standard output with -',
    options: ['delay', 'count', 'maxSize', 'keep', ...places],
    load: async () => (await import('../commands/record.js')).record,
  },
  {
    name: 'replay',
    operands: 'FILE',
    meaning: 'Replay a recording on the live screen; - reads standard input',
    options: ['estimate', 'map', 'color', 'mouse'],
    async load() {
      if (isDumb()) {
        throw new UsageError('replay needs a terminal with cursor control; TERM is "dumb".');
      }
      return (await import('../commands/replay.js')).replay;
    },
  },
  {
    name: 'demo',
    meaning: 'Show in a minute what ksmtop is for, from a built-in recording',
    options: ['color', 'mouse'],
    async load() {
      if (isDumb()) {
        throw new UsageError('demo needs a terminal with cursor control; TERM is "dumb".');
      }
      return (await import('../commands/demo.js')).demo;
    },
  },
  {
    name: 'report',
    operands: 'FILE',
    meaning: 'Make a web page of a recording, for a ticket; - reads standard input',
    options: ['estimate', 'map', 'output'],
    endsAtOnce: true,
    load: async () => (await import('../commands/report.js')).report,
  },
  {
    name: 'set',
    operands: 'NAME=VALUE…',
    meaning: 'Set parameters, all or none, in the order the kernel requires',
    options: ['dryRun', 'yes', ...places],
    load: async () => (await import('../commands/set.js')).set,
  },
  {
    name: 'persist',
    meaning: 'Keep the current parameters across reboots',
    options: ['remove', 'dryRun', 'yes', ...places],
    load: async () => (await import('../commands/persist.js')).persist,
  },
  {
    name: 'doctor',
    meaning: 'Check the host once: list problems and their cures',
    options: ['format', 'color', ...places],
    load: async () => (await import('../commands/doctor.js')).doctor,
  },
  {
    name: 'estimate',
    operands: '[CONTAINER|PID…]',
    meaning: 'Estimate what KSM would save of memory that is not opted in',
    options: ['format', 'cpu', 'output', ...places],
    load: async () => (await import('../commands/estimate.js')).estimate,
  },
  {
    name: 'map',
    operands: '[CONTAINER…]',
    meaning: 'Show which containers share merged pages with one another',
    options: ['format', 'cpu', 'tenants', ...places],
    load: async () => (await import('../commands/map.js')).map,
  },
  {
    name: 'optin',
    operands: 'CONTAINER|PID…',
    meaning: 'Opt running processes in: they offer their memory until they restart',
    options: ['format', 'startKsmd', 'dryRun', 'yes', ...places],
    load: async () => (await import('../commands/optIn.js')).optIn,
  },
  {
    name: 'optout',
    operands: 'CONTAINER|PID…',
    meaning: 'Opt running processes out again',
    options: ['format', 'dryRun', 'yes', ...places],
    load: async () => (await import('../commands/optIn.js')).optOut,
  },
  {
    name: 'trial',
    operands: 'CONTAINER…',
    meaning: 'Opt containers in, and keep that only if the lowest lasting saving is worth it',
    options: ['minutes', 'preset', 'delay', 'format', 'record', 'yes', ...places],
    load: async () => (await import('../commands/trial.js')).trial,
  },
  {
    name: 'guide',
    operands: '[CONTAINER]',
    meaning: 'Show how to opt in the programs of a container, or of the host',
    options: [...places],
    load: async () => (await import('../commands/guide.js')).guide,
  },
  {
    name: 'completion',
    operands: 'SHELL',
    meaning: 'Print completions for bash, zsh or fish',
    options: [],
    async load() {
      const {completion} = await import('../commands/completion.js');
      return (line) => completion(line, commandTable);
    },
  },
];

function isDumb(): boolean {
  return process.env['TERM'] === 'dumb';
}

async function loadPrint() {
  return (await import('../commands/print.js')).print;
}

/** Replaces the live screen where there is no terminal. */
function printInstead(print: (line: CommandLine) => Promise<number>) {
  return async (line: CommandLine) => {
    const {prometheus, hosts} = line.options;
    if (prometheus !== undefined || hosts !== undefined || line.hosts.length > 1) {
      const what = isDumb() ? 'a terminal with cursor control (TERM is "dumb")' : 'a terminal';
      throw new UsageError(`several hosts need ${what}; print takes one --host.`);
    }
    return print(line);
  };
}
