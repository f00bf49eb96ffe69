import {describe, expect, test} from 'vitest';
import {advance} from '../../source/model/model.js';
import type {WriteOutcome} from '../../source/model/sample/sample.js';
import type {FeedState} from '../../source/session/feed.js';
import {createStore} from '../../source/session/store.js';
import {createTuning} from '../../source/session/tuning.js';
import {initialTuning, leftChanged, presentValues} from '../../source/session/tuningState.js';
import {sampleOf} from '../fixtures/sample.js';

const feedState = (pages: number, timeMs: number, receivedMs = timeMs): FeedState => ({
  model: advance(undefined, {...sampleOf({ksm: {pages_to_scan: pages}}), timeMs}),
  receivedMs,
});

describe('the present values', () => {
  const readBack = {pages_to_scan: {value: '200', timeMs: 10_000}};
  const pages = (state: FeedState) => presentValues({underWay: [], readBack}, state).pages_to_scan;

  test.each([
    ['was taken before the write', feedState(100, 9000), '200'],
    ['was taken after it', feedState(64, 10_001), '64'],
    ['comes from a clock that is behind', feedState(100, 5000, 11_000), '200'],
    ['comes from such a clock a while later', feedState(64, 6000, 15_000), '64'],
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

test('what is left changed is told against the start, each parameter once', () => {
  const write = (to: string) =>
    ({name: 'pages_to_scan', from: '', to, timeMs: 0, by: 'us'}) as const;
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

/** A tuning whose writes are answered by `answer`, and the stages that its changes went through. */
function staged(answer: (entry: string) => Partial<WriteOutcome>) {
  const feed = createStore<FeedState>(feedState(100, Date.now()));
  const write = async (name: string, value: string) => ({
    value,
    elapsedSeconds: 0,
    ...answer(`${name}=${value}`),
  });
  const tuning = createTuning({write}, feed);
  const seen: string[] = [];
  tuning.subscribe(() => {
    const stages = tuning
      .getState()
      .underWay.map(({stage}) => stage)
      .join(' ');
    if (stages !== seen.at(-1)) seen.push(stages);
  });
  return {tuning, seen};
}

describe('a change goes through its stages', () => {
  test('when it is asked about and confirmed', async () => {
    const {tuning, seen} = staged(() => ({}));
    const ask = async () => true;
    expect(await tuning.change({run: '0'}, {ask, question: 'Stop ksmd?'})).toBe(true);
    expect(seen).toEqual(['asking', 'waiting', 'writing', '']);
  });

  test('when it is declined', async () => {
    const {tuning, seen} = staged(() => ({}));
    const ask = async () => false;
    expect(await tuning.change({run: '0'}, {ask, question: 'Stop ksmd?'})).toBe(false);
    expect(seen).toEqual(['asking', '']);
  });

  test('when it is refused, and takes those behind it with it', async () => {
    const {tuning, seen} = staged((entry) =>
      entry === 'sleep_millisecs=7' ? {errno: 'EROFS', value: '20'} : {},
    );
    const ask = async () => true;
    const first = tuning.change({pages_to_scan: '200', sleep_millisecs: '7'}, {ask});
    const second = tuning.change({pages_to_scan: '400'}, {ask});
    expect(await Promise.all([first, second])).toEqual([false, false]);
    expect(seen).toEqual([
      'waiting',
      'waiting waiting',
      'writing waiting',
      'restoring waiting',
      'waiting',
      '',
    ]);
    expect(tuning.present().pages_to_scan).toBe('100');
  });
});

test('a listener that hears of a sample before the tuning does finds its values all the same', async () => {
  const feed = createStore<FeedState>(feedState(100, Date.now()));
  const seen: Array<string | undefined> = [];
  feed.subscribe(() => seen.push(tuning.present().pages_to_scan));
  const write = async (_: string, value: string) => ({value, elapsedSeconds: 0});
  const tuning = createTuning({write}, feed);
  const {value: plan} = tuning.plan({pages_to_scan: '200'});
  if (plan) await tuning.carryOut(plan);
  expect(tuning.present().pages_to_scan).toBe('200');
  feed.set(feedState(64, Date.now() + 1));
  expect(seen).toEqual(['64']);
  expect(tuning.plan({pages_to_scan: '64'}).value?.writes).toEqual([]);
});
