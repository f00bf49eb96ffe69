import {expect, test} from 'vitest';
import type {ChangedProcess} from '../../../source/model/optIn/optInResult.js';
import {journalLines} from '../../../source/session/optIn/journalLines.js';

function lineFor(containerId: string): string | undefined {
  const changed: ChangedProcess = {
    target: {pid: 7, action: 'in'},
    command: 'web',
    container: {id: containerId, name: 'web'},
    result: {pid: 7, startTicks: 1, outcome: 'opted-in'},
  };
  return journalLines([changed], 'in', 'uid 0')[0];
}

test('a line says who changed how many processes of which container', () => {
  expect(lineFor('lxc:web')).toBe(
    'opted in by uid 0: container=lxc:web processes=1 refused=0 pids=7',
  );
});

test('a name of a container makes neither lines nor fields', () => {
  expect(lineFor('lxc:a processes=99 refused=0 pids=1')).toBe(
    'opted in by uid 0: container="lxc:a processes=99 refused=0 pids=1" processes=1 refused=0 pids=7',
  );
  expect(lineFor('lxc:a"\n<0>kernel: gone\u001b[2J')).toBe(
    String.raw`opted in by uid 0: container="lxc:a\"\n<0>kernel: gone\u001b[2J" processes=1 refused=0 pids=7`,
  );
  expect(lineFor(`lxc:${'x'.repeat(5000)}`)?.length).toBeLessThan(400);
});
