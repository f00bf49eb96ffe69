import {expect, test, vi} from 'vitest';
import {advance} from '../../source/model/advance.js';
import {validEstimate} from '../../source/model/estimate/knownEstimates.js';
import type {
  Estimate,
  EstimateListener,
  EstimateRequest,
} from '../../source/model/estimate/savingsEstimate.js';
import {createEstimating, noEstimating} from '../../source/session/estimating.js';
import {estimateOf} from '../fixtures/estimate.js';
import {processOf, sampleOf} from '../fixtures/sample.js';

const web = {id: 'lxc:web', kind: 'lxc', name: 'web'} as const;
const model = advance(
  undefined,
  sampleOf({ksm: {run: 1}, processes: [processOf({container: web, innerPid: 1})]}),
);
const all = {containerIds: [], pids: []};

/** An estimate whose end is given by hand. */
function scripted() {
  const runs: Array<{
    request: EstimateRequest;
    listener: EstimateListener;
    end: (result: Estimate | Error) => void;
    isStopped: boolean;
  }> = [];
  const estimate = (request: EstimateRequest, listener: EstimateListener) => {
    let resolve: (result: Estimate) => void = () => {};
    let reject: (error: Error) => void = () => {};
    const promise = new Promise<Estimate>((...settle) => {
      [resolve, reject] = settle;
    });
    const run = {
      request,
      listener,
      isStopped: false,
      end: (result: Estimate | Error) =>
        result instanceof Error ? reject(result) : resolve(result),
    };
    runs.push(run);
    return {
      result: promise,
      stop() {
        run.isStopped = true;
        resolve(estimateOf(request.groups.length));
      },
    };
  };
  return {runs, estimating: createEstimating(estimate, () => model)};
}

test('it goes from idle to running, shows figures so far, and ends', async () => {
  const {runs, estimating} = scripted();
  expect(estimating.getState().run.phase).toBe('idle');
  estimating.start(all);
  expect(estimating.getState().run).toMatchObject({phase: 'running', groups: [{id: 'lxc:web'}]});
  runs[0]?.listener.soFar(estimateOf(1));
  expect(estimating.getState().run).toMatchObject({estimate: {pagesRead: 1}});
  runs[0]?.end(estimateOf(1));
  await vi.waitFor(() => expect(estimating.getState().run.phase).toBe('ended'));
  expect(estimating.getState().run).toMatchObject({isPartial: false});
  expect(estimating.getState().known.get('lxc:web')).toMatchObject({wouldSaveBytes: 1000});
});

test('a second start while one runs does nothing; after it has ended, there is another run', async () => {
  const {runs, estimating} = scripted();
  estimating.start(all);
  estimating.start(all);
  expect(runs).toHaveLength(1);
  runs[0]?.end(estimateOf(1));
  await vi.waitFor(() => expect(estimating.getState().run.phase).toBe('ended'));
  estimating.start(all);
  expect(runs).toHaveLength(2);
});

test('stopped, it ends with what it has, and says that it is not all', async () => {
  const {runs, estimating} = scripted();
  estimating.stop();
  expect(estimating.getState().run.phase).toBe('idle');
  estimating.start(all);
  estimating.stop();
  expect(runs[0]?.isStopped).toBe(true);
  await vi.waitFor(() => expect(estimating.getState().run.phase).toBe('ended'));
  expect(estimating.getState().run).toMatchObject({isPartial: true});
});

test('ended during the second reading it is partial, and what is known of containers is a bound', async () => {
  const {runs, estimating} = scripted();
  estimating.start(all);
  runs[0]?.end({...estimateOf(1), secondReadingShare: 0.5});
  await vi.waitFor(() => expect(estimating.getState().run.phase).toBe('ended'));
  expect(estimating.getState().run).toMatchObject({isPartial: true});
  expect(estimating.getState().known.get('lxc:web')).toMatchObject({bound: 'upper'});
});

test('it fails with a sentence, and what an ended run still reports is dropped', async () => {
  const {runs, estimating} = scripted();
  estimating.start(all);
  runs[0]?.end(new Error('Cannot estimate: ENOMEM.'));
  await vi.waitFor(() => expect(estimating.getState().run.phase).toBe('failed'));
  expect(estimating.getState().run).toMatchObject({problem: 'Cannot estimate: ENOMEM.'});
  runs[0]?.listener.soFar(estimateOf(1));
  expect(estimating.getState().run.phase).toBe('failed');
});

test('a choice without a process fails', () => {
  const {estimating} = scripted();
  estimating.start({containerIds: ['lxc:gone'], pids: []});
  expect(estimating.getState().run.phase).toBe('failed');
});

test('where it is not possible, starting does nothing', () => {
  const estimating = noEstimating('a recording holds no memory');
  estimating.start(all);
  expect(estimating.getState().run.phase).toBe('idle');
  expect(estimating.unavailable).toBe('a recording holds no memory');
});

test('an estimate holds until the memory of the container has changed by a tenth', () => {
  const known = new Map([['a', {wouldSaveBytes: 5, timeMs: 0, memoryBytes: 1000}]]);
  expect(validEstimate(known, {id: 'a', memoryBytes: 1100})).toBeDefined();
  expect(validEstimate(known, {id: 'a', memoryBytes: 1101})).toBeUndefined();
  expect(validEstimate(known, {id: 'a', memoryBytes: 899})).toBeUndefined();
  expect(validEstimate(known, {id: 'a'})).toBeUndefined();
  expect(validEstimate(known, {id: 'b', memoryBytes: 1000})).toBeUndefined();
});
