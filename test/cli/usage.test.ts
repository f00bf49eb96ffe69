import {expect, test} from 'vitest';
import {commandTable} from '../../source/cli/commandTable.js';
import {commandHelpText, usage} from '../../source/cli/usage.js';
import {type Option, optionFlag, optionTable} from '../../source/commands/options/optionTable.js';

/** Entries by what is at the left, their meanings in one piece. */
const entries = new Map<string, string>();
for (const line of usage().split('\n')) {
  const [, what = '', meaning = ''] = /^ {2}(\S.*?)? {2,}(\S.*)$/.exec(line) ?? [];
  const last = [...entries.keys()].at(-1) ?? '';
  if (what) entries.set(what, meaning);
  else if (meaning) entries.set(last, `${entries.get(last)} ${meaning}`);
}

test('names every command with its meaning', () => {
  for (const {name, operands, meaning, options} of commandTable) {
    const taken = options.length > 0 && '[options]';
    const what = ['$ ksmtop', name, operands, taken].filter(Boolean).join(' ');
    expect(entries.get(what)).toBe(meaning);
  }
});

test('names every option with its value and its meaning', () => {
  const options: ReadonlyArray<readonly [string, Option]> = Object.entries(optionTable);
  for (const [name, {meaning, value, shortFlag}] of options) {
    const flags = shortFlag ? `-${shortFlag}, ${optionFlag(name)}` : optionFlag(name);
    expect(entries.get(value ? `${flags} ${value}` : flags)).toBe(meaning);
  }
});

test('fits 80 columns, its meanings one below the other', () => {
  // meow puts two blanks before each line.
  for (const line of usage().split('\n')) expect(line.length, line).toBeLessThanOrEqual(78);
  const [commands = '', options = ''] = usage().split('Options');
  for (const part of [commands, options]) {
    const starts = part
      .split('\n')
      .filter((line) => line.startsWith('  '))
      .map((line) => /^ {2}(?:\S.*?)? {2,}(?=\S)/.exec(line)?.[0].length);
    expect(new Set(starts).size).toBe(1);
  }
});

test('names only options that exist', () => {
  const flags = usage().match(/--[\w-]+/g) ?? [];
  const known = Object.keys(optionTable).map(optionFlag);
  for (const flag of flags) expect([...known, '--help', '--version']).toContain(flag);
});

test('can be shown anywhere', () => {
  expect(usage()).toMatch(/^[\x20-\x7e…\n]*$/);
});

test.each(commandTable.flatMap(({name}) => name ?? []))(
  'help %s names its options only',
  (name) => {
    const text = commandHelpText(name);
    const command = commandTable.find((each) => each.name === name);
    expect(text).toContain(`$ ksmtop ${name}`);
    expect(text).toContain(command?.meaning);
    const listed = [...text.matchAll(/^ {4}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
    expect(listed).toEqual(command?.options.map(optionFlag));
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
  },
);

test('help of an unknown command names the nearest', () => {
  expect(() => commandHelpText('prnt')).toThrow('unknown command "prnt"; did you mean print?');
});
