import {statSync} from 'node:fs';
import {intervalLimits} from '../../session/samplingRate.js';
import {quoted} from '../../text/quoted.js';
import {type OptionName, optionFlag, optionTable} from './optionTable.js';
import {UsageError} from './usageError.js';

/** What was typed after `ksmtop`: the words after the command, and the options. */
export type CommandLine = {
  words: readonly string[];
  options: Readonly<Partial<Record<OptionName, string | boolean>>>;
  /** The hosts to connect to; empty: this machine. */
  hosts: readonly string[];
};

export type Command = {
  /** The first word; the live screen has none. */
  name?: string;
  /** Its arguments, as `--help` shows them. */
  operands?: string;
  /** Its line in `--help`. */
  meaning: string;
  options: readonly OptionName[];
  /** Once it returns, its output is written and nothing is pending: the process may exit. */
  endsAtOnce?: true;
  /** Imports the function that runs it and returns the exit code. */
  load: () => Promise<(line: CommandLine) => Promise<number>>;
};

/** Returns a destination for `ssh`; a leading `-` would be read as an option of `ssh`. */
export function checkHost(host: string, whose = '--host'): string {
  if (/^(?!-)[^\s\p{Cc}]+$/u.test(host)) return host;
  throw new UsageError(`${whose} needs [USER@]HOST, not ${quoted(host)}.`);
}

/** Seconds between samples; `usual` when the option is absent. */
export function delaySeconds({options}: CommandLine, usual = 1): number {
  const text = String(options.delay ?? usual);
  const seconds = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  const {lowest, highest} = intervalLimits;
  if (!(seconds >= lowest && seconds <= highest)) {
    throw new UsageError(
      `--delay needs a number of seconds from ${lowest} to ${highest}, not ${quoted(text)}.`,
    );
  }
  return seconds;
}

const largestNumber = 1_000_000_000;

type NumberName = 'cpu' | 'count' | 'top' | 'keep' | 'minutes';

/** The whole number given as this option; undefined when the option is absent. */
export function wholeNumber({options}: CommandLine, name: NumberName): number | undefined {
  const value = options[name];
  if (value === undefined) return undefined;
  const {lowest} = optionTable[name];
  const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= lowest && number <= largestNumber) return number;
  const bound = number > largestNumber ? `at most ${largestNumber}` : `${lowest} or more`;
  throw new UsageError(`${optionFlag(name)} needs a number of ${bound}, not ${quoted(value)}.`);
}

/** The file that `--output` names; undefined: standard output. */
export function outputFile({options}: CommandLine): string | undefined {
  return options.output === undefined ? undefined : someText('--output', options.output);
}

/** Throws a UsageError where the value is empty. */
export function someText(option: string, value: string | boolean): string {
  if (value === '') throw new UsageError(`${option} needs a value.`);
  return String(value);
}

/** Where the host's kernel file systems are mounted. */
export function mountsOf({options, hosts}: CommandLine): {procfs: string; sysfs: string} {
  const isHere = hosts.length === 0;
  return {
    procfs: directory('--procfs', String(options.procfs), isHere),
    sysfs: directory('--sysfs', String(options.sysfs), isHere),
  };
}

function directory(option: string, path: string, isHere: boolean): string {
  if (isHere && !statSync(path, {throwIfNoEntry: false})?.isDirectory()) {
    throw new UsageError(`${option} ${quoted(path)} is not a directory.`);
  }
  if (!path.startsWith('/') && !isHere) {
    throw new UsageError(`${option} ${quoted(path)} is not an absolute path.`);
  }
  return path;
}
