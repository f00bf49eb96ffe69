import {execFileSync, spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {scriptWord, shellLine, shellWord} from '../../source/text/shell.js';

const words: readonly string[] = [
  'web1',
  'machine-qemu\\x2d3\\x2dweb1.scope',
  'two words',
  "it's",
  "''",
  'x; touch /tmp/pwned #',
  '$(reboot)`reboot`$HOME $IFS',
  'a&b|c>d<e(f)g{h,i}j[k]l*m?n~o',
  '~root',
  '=ls',
  '#x',
  '%self',
  '!! !$ !x',
  'ends in \\',
  "\\'!\\\\",
  'a"b"c',
  'žluťoučký kůň',
  '101 mail',
];

/** Shells that people paste into; those that this machine lacks are left out. */
const shells = ['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish', 'csh', 'tcsh'].filter(
  (shell) => spawnSync(shell, ['-c', 'true']).status === 0,
);

describe.each(shells)('in %s', (shell) => {
  test.each(words)('%j is one word, and no more', (word) => {
    const {stdout} = spawnSync(shell, ['-c', `printf '<%s>' ${shellWord(word)}`]);
    expect(stdout.toString()).toBe(`<${word}>`);
  });
});

test('what needs no quotes has none', () => {
  for (const word of ['web1', 'user@1000.service', '/var/lib/lxc/web/config', 'a.b:c,d+e-f_g']) {
    expect(shellWord(word)).toBe(word);
  }
  // fish takes a backslash within single quotes for an escape, csh an exclamation mark.
  expect(shellWord('a\\x2db!c d')).toBe("a\\\\x2db\\!'c d'");
});

test.each([
  ['control characters', 'a\u001b[2Jb'],
  ['a line feed', 'a\nreboot'],
  ['a tabulator', 'a\tb'],
  ['C1', 'a\u009bb'],
  ['a change of direction', 'a\u202eb'],
  ['nothing', ''],
  ['what a command takes for an option', '--host=evil'],
  ['more than a line bears', 'x'.repeat(100_000)],
])('no word is made of %s', (_, text) => {
  expect(shellWord(text)).toBeUndefined();
});

test('a line has each value as a word, or does not exist', () => {
  expect(shellLine`docker restart ${'a b'} --time ${3}`).toBe("docker restart 'a b' --time 3");
  expect(shellLine`systemctl edit lxc@${'a;b'}.service`).toBe("systemctl edit lxc@'a;b'.service");
  expect(shellLine`docker restart ${'a\nb'}`).toBeUndefined();
  expect(shellLine`true`).toBe('true');
});

test('any text is one word of a script', () => {
  const text = "-a 'b' $(c) \\ \n!";
  const script = `printf %s ${scriptWord(text)}`;
  expect(execFileSync('/bin/sh', ['-c', script], {encoding: 'utf8'})).toBe(text);
});
