import {type Command, type CommandLine, checkHost} from '../commands/options/command.js';
import {
  type Option,
  type OptionName,
  optionFlag,
  optionTable,
} from '../commands/options/optionTable.js';
import {UsageError} from '../commands/options/usageError.js';
import {quoted} from '../text/quoted.js';
import {commandTable} from './commandTable.js';
import {unknownCommand} from './unknownCommand.js';

/** Finds the typed command. Throws a UsageError for an unknown command or option. */
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
    throw named
      ? new UsageError(
          `unexpected argument ${quoted(stray)} after ${named.name}; see ksmtop --help.`,
        )
      : unknownCommand(stray ?? '');
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
      throw new UsageError(
        `${optionFlag(name)} does not apply to this command; see ksmtop --help.`,
      );
    }
    if (name === 'host') hosts = value as readonly string[];
    else options[name as OptionName] = value as string | boolean;
  }
  checkNeeds(options, hosts);
  return {command, line: {words, options, hosts: hosts.map((host) => checkHost(host))}};
}

/**
 * meow ignores an option without its value, so that an empty `--host` in a script would mean this
 * machine, and reads any value of a switch but `true` as no: `--dry-run=yes`.
 */
function checkValues(typed: readonly string[]): void {
  const ends = typed.indexOf('--');
  for (const [index, word] of typed.slice(0, ends === -1 ? typed.length : ends).entries()) {
    const [flag = ''] = word.split('=', 1);
    const next = word === flag ? (typed[index + 1] ?? '') : word.slice(flag.length + 1);
    const isMissing = word === flag ? /^(?:-.|$)/s.test(next) : next === '';
    const option = valueFlags.get(flag);
    if (option && isMissing) {
      const isNumber = option.lowest !== undefined && /^-\d+$/.test(next);
      const needed = isNumber
        ? `a number of ${option.lowest} or more, not ${quoted(next)}`
        : 'a value';
      throw new UsageError(`${flag} needs ${needed}; see ksmtop --help.`);
    }
    if (word !== flag && switchFlags.has(flag)) {
      throw new UsageError(`${flag} takes no value; see ksmtop --help.`);
    }
  }
}

/** Refuses an option that has no effect without another one. */
function checkNeeds(options: CommandLine['options'], hosts: readonly string[]): void {
  for (const name of Object.keys(options)) {
    const {needs}: Option = optionTable[name as OptionName];
    if (!needs || options[name as OptionName] === false) continue;
    const isMet = needs.some(
      (other) =>
        options[other as OptionName] !== undefined || (other === 'host' && hosts.length > 0),
    );
    if (isMet) continue;
    throw new UsageError(`${optionFlag(name)} needs ${needs.map(optionFlag).join(' or ')}.`);
  }
}

const valueFlags: ReadonlyMap<string, Option> = new Map(
  Object.entries(optionTable).flatMap(([name, option]: [string, Option]) =>
    option.type === 'string'
      ? [optionFlag(name), `-${option.shortFlag}`].map((flag) => [flag, option] as const)
      : [],
  ),
);

/** In each spelling that meow accepts. */
const switchFlags = new Set(
  Object.entries(optionTable).flatMap(([name, option]) => {
    if (option.type === 'string') return [];
    const dashed = optionFlag(name).replace(/^--(?:no-)?/, '');
    return [dashed, name].flatMap((word) => [`--${word}`, `--no-${word}`]);
  }),
);

/** Refuses `--no-output` and `--output.x`, which meow passes on as values. */
function checkType(name: string, {type}: Option, value: unknown): void {
  if (type === 'boolean' || [value].flat().every((one) => typeof one === 'string')) return;
  throw new UsageError(`${optionFlag(name)} needs a value; see ksmtop --help.`);
}

/** An error of meow as a sentence in the style of ksmtop. */
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
