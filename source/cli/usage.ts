import type {Command} from '../commands/options/command.js';
import {helpCommand, helpOption, versionOption} from '../commands/options/infoOptions.js';
import {type Option, optionFlag, optionOf, optionTable} from '../commands/options/optionTable.js';
import {commandTable} from './commandTable.js';
import {unknownCommand} from './unknownCommand.js';

const description = 'Watch and tune Linux Kernel Samepage Merging, container by container';

/** Within 80 columns, indented by two. */
const screenColumns = 78;

/** What `--help` prints. */
export function helpText(): string {
  return indented([description, '', ...usage().split('\n')]);
}

function indented(lines: readonly string[]): string {
  return `\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}\n`;
}

/** The usage of every command and option, made from their tables. */
export function usage(): string {
  return [
    'Usage',
    ...columns([...commandTable.map(commandLine), commandLine({...helpCommand, options: []})]),
    '',
    'Options',
    ...columns([
      ...Object.entries(optionTable).map(([name, option]) => optionLine(name, option)),
      ...[helpOption, versionOption].map(
        ({flags, meaning}): UsageLine => [flags.join(', '), meaning],
      ),
    ]),
    '',
    'Press ? in ksmtop for every key, counter and column.',
  ].join('\n');
}

/** What `help COMMAND` prints. Throws a UsageError for an unknown command. */
export function commandHelpText(word: string): string {
  if (word === 'help') return helpText();
  const command = commandTable.find(({name}) => name === word);
  if (!command) throw unknownCommand(word);
  const options = command.options.map((name) => optionLine(name, optionOf(command.name, name)));
  return indented([
    command.meaning,
    '',
    'Usage',
    `  ${commandLine(command)[0]}`,
    ...(options.length > 0 ? ['', 'Options', ...columns(options)] : []),
  ]);
}

type UsageLine = readonly [what: string, meaning: string];

function commandLine({name, operands, meaning, options}: Omit<Command, 'load'>): UsageLine {
  const words = ['$ ksmtop', name, operands, options.length > 0 && '[options]'];
  return [words.filter(Boolean).join(' '), meaning];
}

function optionLine(name: string, {shortFlag, value, meaning}: Option): UsageLine {
  const flags = shortFlag ? `-${shortFlag}, ${optionFlag(name)}` : optionFlag(name);
  return [value ? `${flags} ${value}` : flags, meaning];
}

function columns(lines: readonly UsageLine[]): string[] {
  const width = Math.max(...lines.map(([what]) => what.length)) + 4;
  return lines.flatMap(([what, meaning]) =>
    fold(meaning, screenColumns - width).map(
      (line, index) => (index === 0 ? `  ${what}` : '').padEnd(width) + line,
    ),
  );
}

/** Wraps at spaces. Every character is one column wide here, so no width table is loaded. */
function fold(text: string, width: number): readonly string[] {
  return text.match(new RegExp(`\\S.{0,${width - 1}}(?= |$)`, 'g')) ?? [text];
}
