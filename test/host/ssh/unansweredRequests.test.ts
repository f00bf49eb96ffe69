import {describe, expect, test} from 'vitest';
import {createStuckLocks} from '../../../source/host/io/stuckLocks.js';
import type {RemoteRequest} from '../../../source/host/ssh/protocol/remoteRequest.js';
import {answerDropped, answerKnown} from '../../../source/host/ssh/unansweredRequests.js';

function makeRequest(answers: string[], more: Partial<RemoteRequest>): RemoteRequest {
  return {
    kind: 'file',
    path: '/proc/1/stat',
    answer: (bytes: Buffer | undefined, errno: string) => answers.push(bytes ? 'empty' : errno),
    ...more,
  } as RemoteRequest;
}

describe('requests that are known', () => {
  test('are answered at once; the others are left', () => {
    const answers: string[] = [];
    const stuckLocks = createStuckLocks();
    stuckLocks.blame('memory of 7');
    const other = makeRequest(answers, {path: '/proc/2/stat'});
    const left = answerKnown(
      [
        makeRequest(answers, {lock: 'memory of 7'}),
        makeRequest(answers, {path: '/tmp/a\nb'}),
        makeRequest(answers, {path: '/proc/9/environ'}),
        other,
      ],
      stuckLocks,
      '/proc/9/environ',
    );
    expect(answers).toEqual(['ETIMEDOUT', 'ENOENT', 'empty']);
    expect(left).toEqual([other]);
  });
});

describe('an answer that was dropped', () => {
  test('blames the lock of the request that it hung at', () => {
    const answers: string[] = [];
    const stuckLocks = createStuckLocks();
    const other = makeRequest(answers, {});
    const current = [makeRequest(answers, {lock: 'memory of 7'})];
    expect(answerDropped({current, others: [other]}, undefined, stuckLocks)).toEqual([other]);
    expect(answers).toEqual(['ETIMEDOUT']);
    expect(stuckLocks.isStuck('memory of 7')).toBe(true);
  });

  test.each([
    ['part', ['EFBIG'], 0],
    ['all', [], 1],
  ] as const)('blames no lock if there was too much of it: %s', (flooded, answered, again) => {
    const answers: string[] = [];
    const stuckLocks = createStuckLocks();
    const current = [makeRequest(answers, {lock: 'memory of 7'})];
    expect(answerDropped({current, others: []}, flooded, stuckLocks)).toHaveLength(again);
    expect(answers).toEqual(answered);
    expect(stuckLocks.isStuck('memory of 7')).toBe(false);
  });

  test('asks for links again one by one', () => {
    const answers: string[] = [];
    const link = makeRequest(answers, {kind: 'link'});
    const again = answerDropped({current: [link], others: []}, undefined, createStuckLocks());
    expect(again).toEqual([{...link, alone: true}]);
    expect(answers).toEqual([]);
  });
});
