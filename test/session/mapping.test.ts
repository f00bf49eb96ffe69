import {expect, test} from 'vitest';
import type {MapListener, MapRequest, SharingMap} from '../../source/model/map/sharingMap.js';
import {createMapping} from '../../source/session/mapping.js';
import {mapReportOf} from '../fixtures/map.js';
import {modelOf} from '../fixtures/model.js';
import {processOf} from '../fixtures/sample.js';

function scripted() {
  const runs: Array<{
    listener: MapListener;
    resolve: (map: SharingMap) => void;
    reject: (error: Error) => void;
  }> = [];
  const map = (_: MapRequest, listener: MapListener) => {
    let resolve: (map: SharingMap) => void = () => {};
    let reject: (error: Error) => void = () => {};
    const result = new Promise<SharingMap>((...settle) => {
      [resolve, reject] = settle;
    });
    runs.push({listener, resolve, reject});
    return {result, stop: () => resolve(mapReportOf().map)};
  };
  return {runs, mapping: createMapping(map, () => modelOf({}))};
}

test('a site names its tenants by a pattern', () => {
  const requests: MapRequest[] = [];
  const map = (request: MapRequest) => {
    requests.push(request);
    return {result: new Promise<SharingMap>(() => {}), stop() {}};
  };
  const container = {id: 'lxc:1', kind: 'lxc', name: 'shop-db'} as const;
  const model = modelOf({processes: [processOf({container, ksm: {mergingPages: 1}})]});
  createMapping(map, () => model).start();
  createMapping(map, () => model, /^(\w+)-/).start();
  expect(requests.map(({groups}) => groups[0]?.processes[0]?.tenant.name)).toEqual([
    'lxc:1',
    'shop',
  ]);
  expect(requests.map((request) => request.tenantPattern)).toEqual([undefined, '^(\\w+)-']);
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('one map runs at a time, and what it finds is shown while it runs', async () => {
  const {runs, mapping} = scripted();
  mapping.start();
  mapping.start();
  expect(runs.length).toBe(1);
  runs[0]?.listener.soFar(mapReportOf().map);
  expect(mapping.getState()).toMatchObject({phase: 'running', isPartial: true});
  runs[0]?.resolve(mapReportOf().map);
  await turn();
  expect(mapping.getState()).toMatchObject({phase: 'ended', isPartial: false});
});

test('a stopped one is partial; what it still reports is dropped', async () => {
  const {runs, mapping} = scripted();
  mapping.start();
  mapping.stop();
  await turn();
  const ended = mapping.getState();
  expect(ended).toMatchObject({phase: 'ended', isPartial: true});
  runs[0]?.listener.progress({processesDone: 1, processesTotal: 2});
  expect(mapping.getState()).toBe(ended);
});

test('a failure is said, and it can be started again', async () => {
  const {runs, mapping} = scripted();
  mapping.start();
  runs[0]?.reject(new Error('Cannot map: EACCES.'));
  await turn();
  expect(mapping.getState()).toEqual({phase: 'failed', problem: 'Cannot map: EACCES.'});
  mapping.start();
  expect(runs.length).toBe(2);
});
