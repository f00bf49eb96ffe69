import {describe, expect, test} from 'vitest';
import {advance} from '../../source/model/advance.js';
import type {FeedState} from '../../source/session/feed.js';
import {initialTuning, leftChanged, presentValues} from '../../source/session/tuningState.js';
import {sampleOf} from '../fixtures/sample.js';

const feedState = (pages: number, timeMs: number, receivedMonotonicMs = timeMs): FeedState => ({
  model: advance(undefined, {...sampleOf({ksm: {pages_to_scan: pages}}), timeMs}),
  receivedMonotonicMs,
});

describe('the present values', () => {
  const readBack = {pages_to_scan: {value: '200', timeMs: 10_000, monotonicMs: 10_000}};
  const pages = (state: FeedState) => presentValues({underWay: [], readBack}, state).pages_to_scan;

  test.each([
    ['was taken before the write', feedState(100, 9000), '200'],
    ['was taken after it', feedState(64, 10_001), '64'],
    ['comes from a clock that is behind', feedState(100, 5000, 11_000), '200'],
    ['comes from such a clock a while later', feedState(64, 6000, 15_000), '64'],
    ['was taken after it, once the clock was set back', feedState(64, 2000, 16_000), '64'],
  ])('a sample that %s', (_, state, value) => {
    expect(pages(state)).toBe(value);
  });

  test('are what pending writes lead to, the newest last', () => {
    const to = (value: string) => ({name: 'pages_to_scan' as const, to: value, sinceMs: 0});
    const plan = {writes: [], before: {}, costs: [], notes: []};
    const change = {id: 1, stage: 'writing' as const, plan, purpose: {}};
    const underWay = [{...change, pending: [to('400'), to('800')]}];
    expect(presentValues({underWay, readBack}, feedState(100, 9000)).pages_to_scan).toBe('800');
  });
});

test('what is left changed is compared with the start, each parameter once', () => {
  const write = (to: string) =>
    ({name: 'pages_to_scan', from: '', to, timeMs: 0, monotonicMs: 0, by: 'us'}) as const;
  const state = {
    ...initialTuning,
    start: {pages_to_scan: '100'},
    log: [write('200'), write('400')],
  };
  expect(leftChanged(state, {pages_to_scan: '400'})).toEqual([
    {name: 'pages_to_scan', from: '100', to: '400'},
  ]);
  expect(leftChanged(state, {pages_to_scan: '100'})).toEqual([]);
});
