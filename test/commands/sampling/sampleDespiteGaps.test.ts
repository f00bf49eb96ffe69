import {afterEach, expect, test, vi} from 'vitest';
import type {Interruption} from '../../../source/commands/running/interruption.js';
import {sampleDespiteGaps} from '../../../source/commands/sampling/sampleDespiteGaps.js';
import type {Connection} from '../../../source/host/connection.js';
import {sampleOf} from '../../fixtures/sample.js';

afterEach(() => {
  vi.useRealTimers();
});

/** A host whose samples come, or fail, by the state of its line. */
function scripted() {
  const connection: {current: Connection} = {current: {destination: 'hn1', state: 'connected'}};
  const said: string[] = [];
  const interruption: {-readonly [Key in keyof Interruption]: Interruption[Key]} = {
    name: undefined,
    unless: (result) => result,
    pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
  const host = {
    get connection() {
      return connection.current;
    },
    async sample() {
      const {state, problem} = connection.current;
      if (state !== 'connected') throw new Error(problem);
      return sampleOf();
    },
  };
  vi.useFakeTimers();
  return {
    said,
    interruption,
    sample: sampleDespiteGaps(host, interruption, (sentence) => said.push(sentence)),
    line(state: Connection['state'], problem?: string, forGood?: true) {
      connection.current = {
        ...{destination: 'hn1', state},
        ...(problem !== undefined && {problem}),
        ...(forGood && {forGood}),
      };
    },
  };
}

test('a gap is waited out, and reported once', async () => {
  const {sample, line, said} = scripted();
  await sample();
  line('stalled', 'hn1 has not answered for 3 s.');
  const after = sample();
  await vi.advanceTimersByTimeAsync(5000);
  line('lost', 'hn1 closed the connection.');
  await vi.advanceTimersByTimeAsync(120_000);
  line('connected');
  await vi.advanceTimersByTimeAsync(1000);
  expect(await after).toMatchObject({host: {name: 'hn1'}});
  expect(said).toEqual([
    'hn1 has not answered for 3 s.',
    'hn1 closed the connection.',
    expect.stringMatching(/^hn1 answers again after 2 min.*without samples\.$/),
  ]);
});

test.each([
  ['that was lost before it answered', false, 'hn1 closed the connection.', undefined],
  ['that cannot be had any more', true, 'the host key of hn1 has changed', true],
] as const)('a host %s is not waited for', async (_, answersFirst, problem, forGood) => {
  const {sample, line} = scripted();
  if (answersFirst) await sample();
  line('lost', problem, forGood);
  await expect(sample()).rejects.toThrow(problem);
});

test('an interruption ends the wait', async () => {
  const {sample, line, interruption} = scripted();
  await sample();
  line('lost', 'gone');
  const ended = expect(sample()).rejects.toThrow('gone');
  interruption.name = 'SIGINT';
  await vi.advanceTimersByTimeAsync(1000);
  await ended;
});
