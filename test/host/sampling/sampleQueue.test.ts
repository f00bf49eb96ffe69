import {expect, test} from 'vitest';
import type {SampleScope} from '../../../source/host/host.js';
import {createSampleQueue} from '../../../source/host/sampling/sampleQueue.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {sampleOf} from '../../fixtures/sample.js';

/** Samples that end when they are told to. */
function startQueue() {
  const taken: Array<{scope: SampleScope; end: (sample: Sample) => void}> = [];
  const queue = createSampleQueue((scope) => new Promise((end) => void taken.push({scope, end})));
  return {queue, taken};
}

const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

test('a call gets the sample under way that has what it wants', async () => {
  const {queue, taken} = startQueue();
  const whole = queue.sample('whole');
  expect(queue.sample('host')).toBe(whole);
  expect(queue.sample('whole')).toBe(whole);
  await turn();
  expect(taken.map(({scope}) => scope)).toEqual(['whole']);
});

test('a whole sample waits for one of the host under way', async () => {
  const {queue, taken} = startQueue();
  const host = queue.sample('host');
  const whole = queue.sample('whole');
  await turn();
  expect(taken.map(({scope}) => scope)).toEqual(['host']);
  taken[0]?.end(sampleOf());
  await host;
  await turn();
  taken[1]?.end(sampleOf());
  await whole;
  expect(taken.map(({scope}) => scope)).toEqual(['host', 'whole']);
});

test('a stopped queue takes no sample, neither a new one nor one that waits', async () => {
  const {queue, taken} = startQueue();
  const host = queue.sample('host');
  const waiting = queue.sample('whole');
  await turn();
  queue.stop();
  taken[0]?.end(sampleOf());
  await host;
  await expect(waiting).rejects.toThrow('This host was closed.');
  await expect(queue.sample('host')).rejects.toThrow('This host was closed.');
  expect(taken).toHaveLength(1);
});
