import {statSync} from 'node:fs';
import {type Command, type CommandLine, commandTable} from './commandTable.js';
import {type Option, type OptionName, optionFlag, optionTable} from './optionTable.js';
import {UsageError} from './usageError.js';

/** Finds the command that was typed. Throws a UsageError for an unknown word or option. */
export function parseCommand(
  input: readonly string[],
  flags: Readonly<Record<string, unknown>>,
  typed: readonly string[] = [],
): {command: Command; line: CommandLine} {
  const named = commandTable.find(({name}) => name !== undefined && name === input[0]);
  const command = named ?? commandTable.find(({name}) => name === undefined);
  const words = named ? input.slice(1) : input;
  const stray = command?.operands === undefined ? words[0] : undefined;
  if (!command || stray !== undefined) {
    const what = named ? `${named.name} takes no` : 'unknown command';
    throw new UsageError(`${what} ${JSON.stringify(stray)}; see ksmtop --help.`);
  }
  checkValues(typed);
  const options: Partial<Record<OptionName, string | boolean>> = {};
  let hosts: readonly string[] = [];
  for (const [name, value] of Object.entries(flags)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    const option = Object.hasOwn(optionTable, name) ? optionTable[name as OptionName] : undefined;
    const known = option ?? Object.values(optionTable).find((entry) => shortFlagOf(entry) === name);
    if (!known) throw new UsageError(`unknown option ${optionFlag(name)}; see ksmtop --help.`);
    // meow reports a short flag under its long name as well.
    if (!option) continue;
    checkType(name, option, value);
    if (!command.options.includes(name as OptionName)) {
      if (value === defaultOf(option)) continue;
      throw new UsageError(`${optionFlag(name)} does not go with this command; see ksmtop --help.`);
    }
    if (name === 'host') hosts = value as readonly string[];
    else options[name as OptionName] = value as string | boolean;
  }
  return {command, line: {words, options, hosts: hosts.map((host) => checkHost(host))}};
}

/**
 * meow takes an option without its value for one that was not given: a host that a script forgot
 * would be this machine.
 */
function checkValues(typed: readonly string[]): void {
  const takeValues = Object.entries(optionTable).filter(([, {type}]) => type === 'string');
  const spellings = new Set(
    takeValues.flatMap(([name, option]) => [optionFlag(name), `-${shortFlagOf(option)}`]),
  );
  const switches = new Set(
    Object.entries(optionTable).flatMap(([name, {type}]) =>
      type === 'boolean' ? [optionFlag(name), `--${name}`] : [],
    ),
  );
  for (const [index, word] of typed.entries()) {
    if (word === '--') return;
    const [flag = ''] = word.split('=', 1);
    // meow would take `--dry-run=yes` for no.
    if (flag !== word && switches.has(flag.replace(/^--no-(?!color)/, '--'))) {
      throw new UsageError(`${flag} takes no value; see ksmtop --help.`);
    }
    const isMissing = spellings.has(word) && /^(?:-.|$)/s.test(typed[index + 1] ?? '');
    const isEmpty = word.endsWith('=') && spellings.has(word.slice(0, -1));
    if (isMissing || isEmpty) {
      throw new UsageError(`${word.replace(/=$/, '')} takes a value; see ksmtop --help.`);
    }
  }
}

/** `--no-output` and `--output.x` are no file names. */
function checkType(name: string, {type}: Option, value: unknown): void {
  if (type === 'boolean' || [value].flat().every((one) => typeof one === 'string')) return;
  throw new UsageError(`${optionFlag(name)} takes a value; see ksmtop --help.`);
}

/** What meow finds wrong with the words, in a sentence of ours. */
export function usageErrorOf(error: unknown): UsageError {
  const message = error instanceof Error ? error.message : String(error);
  const twice = /^The flag --(\w+) can only be set once\.$/.exec(message)?.[1];
  return new UsageError(
    `${twice === undefined ? message : `${optionFlag(twice)} is given twice`}; see ksmtop --help.`,
  );
}

/** As `ssh` takes it; an option in its place would be one for `ssh`. */
export function checkHost(host: string, whose = '--host'): string {
  if (/^(?!-)[^\s\p{Cc}]+$/u.test(host)) return host;
  throw new UsageError(`${whose} takes [USER@]HOST, not ${JSON.stringify(host)}.`);
}

/** Seconds between samples; `usual` where none were typed. */
export function delaySeconds({options}: CommandLine, usual = 1): number {
  const text = String(options.delay ?? usual);
  const seconds = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= 0.1 && seconds <= 3600)) {
    throw new UsageError(`--delay takes seconds from 0.1 to 3600, not ${JSON.stringify(text)}.`);
  }
  return seconds;
}

const largestNumber = 1_000_000_000;

/** The whole number that an option was given; absent when it was not. */
export function wholeNumber(
  {options}: CommandLine,
  name: OptionName,
  lowest = 1,
): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= lowest && number <= largestNumber) return number;
  throw new UsageError(
    `${optionFlag(name)} takes a number from ${lowest} to ${largestNumber}, not ${JSON.stringify(value)}.`,
  );
}

/** Where the kernel's file systems are, here or there. */
export function mountsOf({options, hosts}: CommandLine): {procfs: string; sysfs: string} {
  const isHere = hosts.length === 0;
  return {
    procfs: directory('--procfs', String(options.procfs), isHere),
    sysfs: directory('--sysfs', String(options.sysfs), isHere),
  };
}

function directory(option: string, path: string, isHere: boolean): string {
  if (isHere ? !statSync(path, {throwIfNoEntry: false})?.isDirectory() : !path.startsWith('/')) {
    throw new UsageError(`${option} ${JSON.stringify(path)} is no directory.`);
  }
  return path;
}

function shortFlagOf(option: object): unknown {
  return 'shortFlag' in option ? option.shortFlag : undefined;
}

function defaultOf(option: object): unknown {
  return 'default' in option ? option.default : false;
}
