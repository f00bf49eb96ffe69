import {presets} from '../model/tuning/presets.js';
import {bashCompletion} from '../output/completion/bash.js';
import {fishCompletion} from '../output/completion/fish.js';
import type {CompletedOption, Grammar, Values} from '../output/completion/grammar.js';
import {zshCompletion} from '../output/completion/zsh.js';
import {formatsOf} from '../output/formats.js';
import {quoted} from '../text/quoted.js';
import type {Command, CommandLine} from './options/command.js';
import {helpCommand, helpOption, versionOption} from './options/infoOptions.js';
import {type Option, optionFlag, optionOf, wordList} from './options/optionTable.js';
import {UsageError} from './options/usageError.js';
import {standardOutput} from './printing/destination.js';

const scripts: Readonly<Record<string, (grammar: Grammar) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

const shells = Object.keys(scripts);

/** Prints the completion script of a shell. */
export async function completion({words}: CommandLine, commands: readonly Command[]) {
  const [shell = '', more] = words;
  const script = Object.hasOwn(scripts, shell) && more === undefined ? scripts[shell] : undefined;
  if (!script) {
    const typed = words.length === 0 ? 'nothing' : quoted(words.join(' '));
    throw new UsageError(`completion needs one shell: ${wordList(shells)}, not ${typed}.`);
  }
  await standardOutput().write(script(grammarOf(commands)));
  return 0;
}

/** The tables of commands and options as completion scripts need them. */
export function grammarOf(commands: readonly Command[]): Grammar {
  const completed = commands.map(({name, meaning, options, operands}) => ({
    ...(name === undefined ? {} : {name}),
    meaning,
    options: [
      ...options.map((option) => completedOption(name, option, optionOf(name, option))),
      ...(name === undefined ? [helpOption, versionOption] : [helpOption]).map(asCompleted),
    ],
    ...(operands === undefined ? {} : {operands: completedOperands(operands)}),
  }));
  const names = completed.flatMap(({name}) => name ?? []);
  const help = {...helpCommand, options: [], operands: {values: names, isMultiple: false}};
  return [...completed, help];
}

const asCompleted = (option: Pick<CompletedOption, 'flags' | 'meaning'>): CompletedOption => ({
  ...option,
  isMultiple: false,
});

function completedOption(command: string | undefined, name: string, option: Option) {
  const {shortFlag, value, meaning, isMultiple = false} = option;
  const flags = [...(shortFlag ? [`-${shortFlag}`] : []), optionFlag(name)];
  const completed: CompletedOption = {flags, meaning, isMultiple};
  if (value === undefined) return completed;
  const values = name === 'format' ? formatsOf(command) : valuesOf(value);
  return {...completed, valueName: value, values};
}

function completedOperands(operands: string): {values: Values; isMultiple: boolean} {
  const [, first = ''] = /^\[?([^|…\]]+)/.exec(operands) ?? [];
  return {values: valuesOf(first), isMultiple: operands.includes('…')};
}

const valuesOf = (placeholder: string): Values => placeholders[placeholder] ?? 'free';

/** What the placeholders of the help mean; the others are numbers and addresses. */
const placeholders: Readonly<Record<string, Values>> = {
  FILE: 'file',
  DIR: 'directory',
  '[USER@]HOST': 'host',
  CONTAINER: 'container',
  'NAME=VALUE': 'assignment',
  SHELL: shells,
  // A completed word has no spaces.
  PRESET: presets.map(({name}) => name).filter((name) => !name.includes(' ')),
};
