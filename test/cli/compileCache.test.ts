import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {privateCacheDirectory} from '../../source/cli/compileCache.js';

const userId = process.geteuid?.() ?? 0;
const otherId = 65_534;
const isRoot = userId === 0;

/** Below it, only this user can write. */
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(homedir(), '.ksmtop-test-'));
});
afterEach(() => rmSync(home, {recursive: true}));

const found = (env: NodeJS.ProcessEnv = {HOME: home}) => privateCacheDirectory({env, id: userId});

const inHome = (name: string, mode: number) => {
  const path = join(home, name);
  mkdirSync(path, {recursive: true});
  chmodSync(path, mode);
  return path;
};

test('makes the directory, for this user alone', () => {
  expect(found()).toBe(join(home, '.cache/ksmtop'));
  expect(lstatSync(join(home, '.cache')).mode & 0o777).toBe(0o700);
  expect(lstatSync(join(home, '.cache/ksmtop')).mode & 0o777).toBe(0o700);
  expect(found()).toBe(join(home, '.cache/ksmtop'));
});

test('takes XDG_CACHE_HOME before HOME', () => {
  const env = {HOME: '/nowhere', XDG_CACHE_HOME: join(home, 'caches')};
  expect(found(env)).toBe(join(home, 'caches/ksmtop'));
});

test.each([
  ['no home', {}],
  ['an empty one', {HOME: ''}],
  ['a relative one', {HOME: 'home'}],
  ['a relative cache', {HOME: '/nowhere', XDG_CACHE_HOME: 'cache'}],
  ['a home where nobody can make anything', {HOME: '/proc/self'}],
])('takes none with %s', (_what, env) => {
  expect(found(env)).toBeUndefined();
});

test('takes none below /tmp, where others can put theirs first', () => {
  const path = mkdtempSync('/tmp/ksmtop-cache-');
  try {
    expect(found({XDG_CACHE_HOME: path})).toBeUndefined();
    expect(existsSync(join(path, 'ksmtop'))).toBe(false);
  } finally {
    rmSync(path, {recursive: true});
  }
});

test.each(['770', '702', '777', '750', '701'])('takes none that has the mode %s', (mode) => {
  inHome('.cache/ksmtop', Number.parseInt(mode, 8));
  expect(found()).toBeUndefined();
});

test.each(['770', '702', '1777'])('takes none below a directory of the mode %s', (mode) => {
  inHome('.cache', Number.parseInt(mode, 8));
  expect(found()).toBeUndefined();
  expect(existsSync(join(home, '.cache/ksmtop'))).toBe(false);
});

test('follows no links, to the directory or above it', () => {
  const elsewhere = inHome('elsewhere', 0o700);
  mkdirSync(join(elsewhere, 'ksmtop'), {mode: 0o700});
  symlinkSync(elsewhere, join(home, '.cache'));
  expect(found()).toBeUndefined();
  rmSync(join(home, '.cache'));
  mkdirSync(join(home, '.cache'), {mode: 0o700});
  symlinkSync(join(elsewhere, 'ksmtop'), join(home, '.cache/ksmtop'));
  expect(found()).toBeUndefined();
});

test('takes no file for a directory', () => {
  writeFileSync(join(inHome('.cache', 0o700), 'ksmtop'), '', {mode: 0o700});
  expect(found()).toBeUndefined();
});

test.skipIf(!isRoot)('takes none of another user, or in a home of another user', () => {
  const cache = inHome('.cache', 0o700);
  const own = inHome('.cache/ksmtop', 0o700);
  expect(found()).toBe(own);
  chownSync(own, otherId, otherId);
  expect(found()).toBeUndefined();
  chownSync(own, 0, 0);
  chownSync(cache, otherId, otherId);
  expect(found()).toBeUndefined();
  chownSync(cache, 0, 0);
  chownSync(home, otherId, otherId);
  expect(found()).toBeUndefined();
});
