import {constants} from 'node:os';
import {expect, test} from 'vitest';
import {loadSystemCalls} from '../../../source/host/systemCalls/systemCalls.js';

const {systemCalls, missing} = await loadSystemCalls();
const PR_GET_NAME = 16;

test.skipIf(missing !== undefined)('a call returns what the kernel returns', () => {
  expect(systemCalls?.call('getpid')).toBe(process.pid);
});

test.skipIf(missing !== undefined)('a call that fails returns a negative errno', () => {
  expect(systemCalls?.call('ioctl', -1, 0, 0)).toBe(-constants.errno.EBADF);
});

test.skipIf(missing !== undefined)('the kernel writes to memory that is passed', () => {
  const name = new Uint8Array(16);
  expect(systemCalls?.call('prctl', PR_GET_NAME, name)).toBe(0);
  expect(String.fromCharCode(...name)).toMatch(/^\w+/);
  expect(systemCalls?.addressOf(name)).toBeGreaterThan(0n);
});

test('they are there, or a sentence says why not', () => {
  expect(missing ?? 'loaded').toMatch(/^loaded$|^The optional package koffi .*executable/);
});
