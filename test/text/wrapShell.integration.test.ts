import {execFileSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {wrapComment, wrapShell} from '../../source/text/wrapShell.js';

/** What a shell makes of lines that were pasted with the blanks before them. */
function argumentsOf(lines: readonly string[]): string[] {
  const pasted = lines.map((line) => `      ${line}`).join('\n');
  const program = `printf '%s\\0' ${pasted}`;
  return execFileSync('/bin/sh', ['-c', program]).toString().split('\0').slice(0, -1);
}

describe('a line to paste', () => {
  test('stays as it is where it fits', () => {
    expect(wrapShell('ksmtop set run=1', 16)).toEqual(['ksmtop set run=1']);
  });

  test('is broken where a shell joins it again', () => {
    expect(wrapShell('ls -l /proc/9010/root/lib.so; file -L /proc/9010/exe', 40)).toEqual([
      'ls -l /proc/9010/root/lib.so; file -L \\',
      '/proc/9010/exe',
    ]);
  });

  test('has no line that is a part of a comment, and none of a command behind a comment', () => {
    expect(wrapShell('# start it without LD_PRELOAD, MemoryKSM=yes or so', 24)).toEqual([
      '# start it without',
      '# LD_PRELOAD,',
      '# MemoryKSM=yes or so',
    ]);
    expect(wrapShell('export A=1  # in the environment of mail, before it', 30)).toEqual([
      'export A=1',
      '# in the environment of mail,',
      '# before it',
    ]);
  });

  test.each([
    [`a 'b  c' "d  e" f\\ g h`],
    [`x "y 'z  1' 2" '3 "4  5" 6' 7`],
    ['one two three four five six'],
  ])('%s means the same at every width', (line) => {
    const whole = argumentsOf([line]);
    for (let width = 1; width < 40; width++) {
      expect(argumentsOf(wrapShell(line, width)), String(width)).toEqual(whole);
    }
  });

  test('keeps a quote that is not closed in one line', () => {
    expect(wrapShell("echo 'it is not closed", 12)).toEqual(['echo \\', "'it is not closed"]);
  });
});

test('comments are wrapped with their sign', () => {
  expect(wrapComment('# one two', 6)).toEqual(['# one', '# two']);
});
