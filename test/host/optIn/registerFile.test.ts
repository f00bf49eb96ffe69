import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {changeRegister, readRegister} from '../../../source/host/optIn/registerFile.js';
import type {SystemCalls} from '../../../source/host/systemCalls/systemCalls.js';
import {formatRegister, registerName} from '../../../source/model/optIn/optInRegister.js';

const one = {pid: 1, startTicks: 10, containerId: 'lxc:web'};
const calls = (answer = 0): SystemCalls => ({call: () => answer, addressOf: () => 0n});

let parent: string;
let directory: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'ksmtop-register-'));
  directory = join(parent, 'ksmtop');
});
afterEach(() => rmSync(parent, {recursive: true}));

const add = (answer?: number) =>
  changeRegister(calls(answer), directory, 'boot', (optIns) => [...optIns, one]);
const file = () => join(directory, registerName);

test('it is made when first needed, readable by everyone, and replaced as a whole', () => {
  expect(add()).toBeUndefined();
  expect(statSync(directory).mode & 0o777).toBe(0o755);
  expect(statSync(file()).mode & 0o777).toBe(0o644);
  const before = statSync(file()).ino;
  expect(add()).toBeUndefined();
  expect(statSync(file()).ino).not.toBe(before);
  expect(readFileSync(file(), 'utf8')).toBe(formatRegister([one, one], 'boot'));
});

test('nothing is written to forget what was never there', () => {
  expect(changeRegister(calls(), directory, 'boot', () => [])).toBeUndefined();
  expect(() => statSync(file())).toThrow(/ENOENT/);
});

test('a directory that others may write to is refused', () => {
  mkdirSync(directory);
  chmodSync(directory, 0o777);
  expect(add()).toMatch(/is not safe to write to/);
  expect(() => statSync(file())).toThrow(/ENOENT/);
});

test('a damaged register stays as it is', () => {
  mkdirSync(directory);
  writeFileSync(file(), 'half');
  expect(add()).toMatch(/is damaged or of another version\. Remove it/);
  expect(readFileSync(file(), 'utf8')).toBe('half');
});

test('it does not wait forever for another ksmtop', () => {
  expect(add(-11)).toMatch(/is locked by another ksmtop/);
});

test('what is in its way is named', () => {
  writeFileSync(directory, '');
  expect(add()).toMatch(/cannot be written \(ENOTDIR\)/);
});

test('what others could have written is not read', () => {
  add();
  expect(readRegister(directory, 'boot')).toEqual([one]);
  chmodSync(directory, 0o777);
  expect(readRegister(directory, 'boot')).toEqual([]);
});
