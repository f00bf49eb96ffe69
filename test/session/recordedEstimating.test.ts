import {expect, test, vi} from 'vitest';
import {advance} from '../../source/model/advance.js';
import type {Sample} from '../../source/model/sample/sample.js';
import {createRecordedEstimating} from '../../source/session/recordedEstimating.js';
import {createStore} from '../../source/session/store.js';
import {busyHost} from '../fixtures/busyHost.js';
import {estimateOf} from '../fixtures/estimate.js';

test('an estimate is where it was at the time on the screen, whichever way that moves', () => {
  const [sample] = busyHost({processes: 20, containers: 3, seconds: 1});
  const model = advance(undefined, sample as Sample);
  const groups = (model.containers ?? [])
    .filter(({kind}) => kind !== 'host')
    .map(({id, kind, name}) => ({id, kind, name, processes: []}));
  const feed = createStore({place: {timeMs: 1000}});
  const recorded = {startMs: 5000, endMs: 8000, groups, estimate: estimateOf(groups.length), model};
  const {getState, subscribe} = createRecordedEstimating(feed, recorded);
  const heard = vi.fn();
  subscribe(heard);
  const phaseAt = (timeMs: number) => {
    feed.set({place: {timeMs}});
    const {run, known} = getState();
    return [run.phase, known.size];
  };
  expect(phaseAt(4999)).toEqual(['idle', 0]);
  expect(phaseAt(5000)).toEqual(['running', 0]);
  expect(phaseAt(8000)).toEqual(['ended', groups.length]);
  expect(phaseAt(9000)).toEqual(['ended', groups.length]);
  expect(phaseAt(6000)).toEqual(['running', 0]);
  expect(heard).toHaveBeenCalledTimes(3);
});
