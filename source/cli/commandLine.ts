import {type Command, type CommandLine, checkHost} from '../commands/support/command.js';
import {
  type Option,
  type OptionName,
  optionFlag,
  optionTable,
} from '../commands/support/optionTable.js';
import {UsageError} from '../commands/support/usageError.js';
import {quoted} from '../text/quoted.js';
import {commandTable} from './commandTable.js';

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
    throw new UsageError(`${what} ${quoted(stray)}; see ksmtop --help.`);
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
 * meow takes an option without its value for one that was not given, so that a host that a script
 * forgot would be this machine; and any value of a switch but `true` for no: `--dry-run=yes`.
 */
function checkValues(typed: readonly string[]): void {
  const ends = typed.indexOf('--');
  for (const [index, word] of typed.slice(0, ends === -1 ? typed.length : ends).entries()) {
    const [flag = ''] = word.split('=', 1);
    const isMissing = word === flag && /^(?:-.|$)/s.test(typed[index + 1] ?? '');
    if (valueFlags.has(flag) && (isMissing || word === `${flag}=`)) {
      throw new UsageError(`${flag} takes a value; see ksmtop --help.`);
    }
    if (word !== flag && switchFlags.has(flag)) {
      throw new UsageError(`${flag} takes no value; see ksmtop --help.`);
    }
  }
}

const valueFlags = new Set(
  Object.entries(optionTable).flatMap(([name, option]) =>
    option.type === 'string' ? [optionFlag(name), `-${shortFlagOf(option)}`] : [],
  ),
);

/** In each of the spellings that meow knows. */
const switchFlags = new Set(
  Object.entries(optionTable).flatMap(([name, option]) => {
    if (option.type === 'string') return [];
    const dashed = optionFlag(name).replace(/^--(?:no-)?/, '');
    return [dashed, name].flatMap((word) => [`--${word}`, `--no-${word}`]);
  }),
);

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

function shortFlagOf(option: object): unknown {
  return 'shortFlag' in option ? option.shortFlag : undefined;
}

function defaultOf(option: object): unknown {
  return 'default' in option ? option.default : false;
}
