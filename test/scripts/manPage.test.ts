import {describe, expect, test} from 'vitest';
import {manPage} from '../../scripts/man/manPage.js';
import {bold, entries, example, paragraph} from '../../scripts/man/roff.js';
import {commandTable} from '../../source/cli/commandTable.js';
import {optionFlag, optionTable} from '../../source/commands/options/optionTable.js';
import {parameters} from '../../source/kernel/ksm/parameters.js';
import {keyTable} from '../../source/screen/keys/keyTable.js';

const page = manPage({version: '1.2.3', date: '2026-11-30'});
const sectionOf = (heading: string): string =>
  page.split(/^(?=\.SH )/m).find((part) => part.startsWith(`.SH ${heading}\n`)) ?? '';

test('has every command, option, key and parameter', () => {
  for (const {name} of commandTable) {
    expect(sectionOf('COMMANDS')).toContain(bold(name ? `ksmtop ${name}` : 'ksmtop'));
  }
  for (const name of Object.keys(optionTable)) {
    expect(sectionOf('OPTIONS')).toContain(bold(optionFlag(name)));
  }
  for (const {name} of parameters) expect(sectionOf('PARAMETERS')).toContain(bold(name));
  expect(sectionOf('KEYS').match(/^\.TP$/gm)).toHaveLength(keyTable.length);
});

test('says which commands an option is for', () => {
  expect(sectionOf('OPTIONS')).toMatch(/\\-\\-remove\\fR\n.*\(persist\)$/m);
});

test('says which command takes which format', () => {
  expect(sectionOf('OPTIONS').replaceAll('\n', ' ')).toContain(
    'print, estimate: text, json, csv or openmetrics; doctor, optin, optout, trial: text or json; map: text, json or csv.',
  );
});

test('names the version and the date', () => {
  expect(page).toContain('.TH KSMTOP 1 2026-11-30 "ksmtop 1.2.3" "User Commands"');
});

describe('text for roff', () => {
  test.each([
    ['.SH is a request', '\\&.SH is a request'],
    ["'br too", "\\&'br too"],
    ['a\\fBb', 'a\\efBb'],
    ['-x', '\\-x'],
    ['1 000 000 pages', '1\\~000\\~000 pages'],
    ['↑…', '\\[u2191]\\[u2026]'],
    ['`fg` resumes', '\\fBfg\\fR resumes'],
  ])('%j is no markup', (text, roff) => {
    expect(paragraph(text)).toBe(`.PP\n${roff}`);
  });

  test('is folded, and no folded line becomes a request', () => {
    const lines = paragraph(`${'word '.repeat(15)}.hidden ${'word '.repeat(15)}`).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines).toContainEqual(expect.stringMatching(/^\\&\.hidden/));
  });

  test('stays in its lines in an example', () => {
    expect(example(['ls -l', '.x'])).toBe('.PP\n.RS 4\n.nf\nls \\-l\n\\&.x\n.fi\n.RE');
    expect(entries([[bold('-d'), 'Delay.']])).toBe('.TP\n\\fB\\-d\\fR\nDelay.');
  });
});
