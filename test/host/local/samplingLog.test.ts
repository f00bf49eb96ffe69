import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, expect, test, vi} from 'vitest';
import {createLocalHost} from '../../../source/host/local/localHost.js';
import {openSamplingLog, samplingLogVariable} from '../../../source/host/local/samplingLog.js';
import {describedHost} from '../../support/hosts/describedHost.js';

afterEach(() => vi.unstubAllEnvs());

test('a line for each sample has what it cost', async () => {
  const {tree} = describedHost({processes: [{pid: 501, command: 'nginx', container: 'host'}]});
  const file = join(tree.directory, 'sampling.log');
  vi.stubEnv(samplingLogVariable, file);
  const host = createLocalHost({
    procfs: join(tree.directory, 'proc'),
    sysfs: join(tree.directory, 'sys'),
  });
  await host.sample();
  await host.sample();
  await host.close();
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatch(
      /^\S+Z processes=\d files=[1-9]\d* bytes=[1-9]\d* ms=\d+\.\d slices=\d+ longest_slice_ms=\d+\.\d program_cpu_ms=\d+\.\d$/,
    );
  }
});

test('a file that cannot be written is refused in a sentence', () => {
  vi.stubEnv(samplingLogVariable, '/proc/nowhere/log');
  expect(() => createLocalHost()).toThrow(
    'KSMTOP_DEBUG_SAMPLING: /proc/nowhere/log cannot be written: its directory does not exist.',
  );
});

test.each([
  ['ln -s elsewhere', 'ELOOP'],
  ['mkfifo', 'ENXIO'],
])('a file made by %s is neither followed nor waited for', (make, errno) => {
  const {tree} = describedHost({processes: []});
  const path = join(tree.directory, 'sampling.log');
  execFileSync('/bin/sh', ['-c', `${make} "$1"`, 'sh', path]);
  expect(() => openSamplingLog(path)).toThrow(`${path} cannot be written: ${errno}.`);
});
