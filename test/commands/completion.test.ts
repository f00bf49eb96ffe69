import {expect, test} from 'vitest';
import {commandTable} from '../../source/cli/commandTable.js';
import {completion, grammarOf} from '../../source/commands/completion.js';
import {type Option, optionFlag, optionTable} from '../../source/commands/options/optionTable.js';
import {UsageError} from '../../source/commands/options/usageError.js';

const grammar = grammarOf(commandTable);
const commandOf = (name: string | undefined) => grammar.find((each) => each.name === name);

test('has every command with all of its options', () => {
  for (const {name, options} of commandTable) {
    const flags = commandOf(name)?.options.flatMap((option) => option.flags);
    expect(flags).toEqual(expect.arrayContaining([...options.map(optionFlag), '--help']));
  }
  expect(commandOf('help')?.operands?.values).toEqual(commandTable.flatMap(({name}) => name ?? []));
});

test('suggests values of every option that has more than numbers and addresses', () => {
  const unknown = new Set(['SECONDS', 'N', 'PERCENT', 'SIZE', 'URL', 'PATTERN', 'TIME']);
  const free = grammar.flatMap(({options}) => options).filter(({values}) => values === 'free');
  expect(free.filter(({valueName = ''}) => !unknown.has(valueName))).toEqual([]);
  const named: readonly Option[] = Object.values(optionTable);
  expect(named.some(({value}) => value === 'FILE')).toBe(true);
});

test('knows the arguments of each command', () => {
  expect(commandOf(undefined)?.operands).toBeUndefined();
  expect(commandOf('record')?.operands).toEqual({values: 'file', isMultiple: false});
  expect(commandOf('set')?.operands).toEqual({values: 'assignment', isMultiple: true});
  expect(commandOf('estimate')?.operands).toEqual({values: 'container', isMultiple: true});
  expect(commandOf('guide')?.operands).toEqual({values: 'container', isMultiple: false});
});

test('suggests the formats that a command has', () => {
  const formatsOf = (name: string) =>
    commandOf(name)?.options.find(({flags}) => flags.includes('--format'))?.values;
  expect(formatsOf('doctor')).toEqual(['text', 'json']);
  expect(formatsOf('optin')).toEqual(['text', 'json']);
  expect(formatsOf('print')).toEqual(['text', 'json', 'csv', 'openmetrics']);
});

test.each([
  [[], 'completion needs one shell: bash, zsh or fish, not nothing.'],
  [['tcsh'], 'completion needs one shell: bash, zsh or fish, not "tcsh".'],
  [['constructor'], 'completion needs one shell: bash, zsh or fish, not "constructor".'],
  [['bash', 'zsh'], 'completion needs one shell: bash, zsh or fish, not "bash zsh".'],
])('refuses %j', async (words, sentence) => {
  const refused = completion({words, options: {}, hosts: []}, commandTable);
  await expect(refused).rejects.toThrow(new UsageError(sentence));
});
