import {execFileSync} from 'node:child_process';
import {afterEach, expect, test} from 'vitest';
import {setVariable} from '../../source/host/setVariable.js';

afterEach(() => {
  delete process.env['KSMTOP_TEST'];
});

// For Bun it is tested with the executable: with more threads than it has processors.
test('sets a variable for the program and its children', () => {
  expect(setVariable('KSMTOP_TEST', 'a b')).toBe(true);
  expect(process.env['KSMTOP_TEST']).toBe('a b');
  expect(execFileSync('printenv', ['KSMTOP_TEST'], {encoding: 'utf8'})).toBe('a b\n');
});
