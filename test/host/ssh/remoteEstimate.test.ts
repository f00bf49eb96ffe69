import {spawn} from 'node:child_process';
import {chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {startRemoteEstimate} from '../../../source/host/ssh/remoteEstimate.js';
import type {EstimateRequest} from '../../../source/model/estimate/savingsEstimate.js';
import {estimateJson} from '../../../source/output/estimate/estimateJson.js';
import {estimateOf} from '../../fixtures/estimate.js';

const request: EstimateRequest = {
  groups: [
    {id: "lxc:it's", kind: 'lxc', name: 'web', processes: []},
    {id: 'process:12', kind: 'process', name: 'db 12', processes: []},
  ],
  mergedElsewhere: [],
  settings: {maxPageSharing: 256, useZeroPages: false},
  pageBytes: 4096,
  rmapItemBytes: 64,
  cpuPercent: 25,
  timeLimitSeconds: 600,
};
const json = estimateJson({timeMs: 0, groups: request.groups, estimate: estimateOf(2)});

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ksmtop-remote-'));
});
afterEach(() => rmSync(directory, {recursive: true}));

/** The far side is this machine, where `ksmtop` is a script. */
function estimateWith(script: string | undefined) {
  if (script !== undefined) {
    writeFileSync(join(directory, 'ksmtop'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(directory, 'ksmtop'), 0o755);
  }
  return startRemoteEstimate({destination: 'hn1'}, request, (command) =>
    spawn('/bin/sh', ['-c', command], {
      stdio: 'pipe',
      env: {PATH: `${directory}:/usr/bin:/bin`},
    }),
  );
}

test('it asks the ksmtop there for the same groups, and takes its figures', async () => {
  const words = join(directory, 'words');
  writeFileSync(join(directory, 'json'), json);
  const {result} = estimateWith(`printf '%s\\n' "$@" > ${words}; cat ${directory}/json`);
  expect(await result).toEqual({...estimateOf(2)});
  expect(readFileSync(words, 'utf8').trim().split('\n')).toEqual([
    ...['estimate', '--format', 'json', '--cpu', '25', "lxc:it's", '12'],
  ]);
});

test('stopped, the ksmtop there ends with what it has', async () => {
  writeFileSync(join(directory, 'json'), json);
  const {result, stop} = estimateWith(
    `trap 'cat ${directory}/json; exit 0' TERM; while :; do sleep 0.05; done`,
  );
  setTimeout(stop, 200);
  expect((await result).groups).toHaveLength(2);
});

test('a host without ksmtop, and one that fails, say what to do', async () => {
  await expect(estimateWith(undefined).result).rejects.toThrow(
    'hn1 has no ksmtop, and only a program there can read its memory.',
  );
  await expect(estimateWith('echo bad >&2; exit 2').result).rejects.toThrow('too old');
  await expect(estimateWith('echo "no \\033[2Jmemory" >&2; exit 1').result).rejects.toThrow(
    /^Cannot estimate on hn1: no .*memory$/,
  );
  await expect(estimateWith('echo "[]x"').result).rejects.toThrow('printed no estimate');
});
