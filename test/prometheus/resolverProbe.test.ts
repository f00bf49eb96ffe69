import {chmodSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {createResolverProbe} from '../../source/prometheus/resolverProbe.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-name-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

function command(script: string): string {
  const path = join(directory, 'getent');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const monitor = new URL('http://monitor:9090');
const never = new AbortController().signal;

test.each([['exit 0'], ['exit 2']])('a resolver that says anything answers: %s', async (script) => {
  expect(await createResolverProbe(command(script))(monitor, never)).toBe(true);
});

test('without such a program, and of an address, nothing is checked', async () => {
  expect(await createResolverProbe('/nowhere/getent')(monitor, never)).toBe(true);
  const check = createResolverProbe(command('exec sleep 60'));
  expect(await check(new URL('http://127.0.0.1:9090'), never)).toBe(true);
  expect(await check(new URL('http://[::1]:9090'), never)).toBe(true);
});

test('one that hangs is given up when it is not wanted any more, and asked again', async () => {
  const check = createResolverProbe(command('exec sleep 60'));
  const ending = new AbortController();
  const answer = check(monitor, ending.signal);
  ending.abort();
  expect(await answer).toBe(false);
  command('exit 0');
  expect(await check(monitor, never)).toBe(true);
});
