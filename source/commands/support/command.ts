import {statSync} from 'node:fs';
import {quoted} from '../../text/quoted.js';
import {type OptionName, optionFlag} from './optionTable.js';
import {UsageError} from './usageError.js';

/** What was typed behind `ksmtop`: the words after the command, and the options. */
export type CommandLine = {
  words: readonly string[];
  options: Readonly<Partial<Record<OptionName, string | boolean>>>;
  /** The hosts to connect to; none: this machine. */
  hosts: readonly string[];
};

export type Command = {
  /** The first word; the live screen has none. */
  name?: string;
  /** What follows the name in `--help`. */
  operands?: string;
  /** Its line in `--help`. */
  meaning: string;
  options: readonly OptionName[];
  /** When it is done all that it wrote is out, and it leaves nothing that has to be waited for. */
  endsAtOnce?: true;
  /** Runs it and tells the exit code. Loaded only when it is run. */
  load: () => Promise<(line: CommandLine) => Promise<number>>;
};

/** As `ssh` takes it; an option in its place would be one for `ssh`. */
export function checkHost(host: string, whose = '--host'): string {
  if (/^(?!-)[^\s\p{Cc}]+$/u.test(host)) return host;
  throw new UsageError(`${whose} takes [USER@]HOST, not ${quoted(host)}.`);
}

/** Seconds between samples; `usual` where none were typed. */
export function delaySeconds({options}: CommandLine, usual = 1): number {
  const text = String(options.delay ?? usual);
  const seconds = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (!(seconds >= 0.1 && seconds <= 3600)) {
    throw new UsageError(`--delay takes seconds from 0.1 to 3600, not ${quoted(text)}.`);
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
    `${optionFlag(name)} takes a number from ${lowest} to ${largestNumber}, not ${quoted(value)}.`,
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
    throw new UsageError(`${option} ${quoted(path)} is no directory.`);
  }
  return path;
}
