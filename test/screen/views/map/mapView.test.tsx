import {expect, test} from 'vitest';
import type {MapListener, MapRequest, SharingMap} from '../../../../source/model/map/sharingMap.js';
import {mapReportOf} from '../../../fixtures/map.js';
import {processOf, sampleOf} from '../../../fixtures/sample.js';
import {settled} from '../../../support/screen/inkTerminal.js';
import {clickAt, clickOn, placeOf} from '../../../support/screen/mouse.js';
import {startReplay} from '../../../support/screen/replayScreen.js';
import {keyCodes, startScreen} from '../../../support/screen/screen.js';

const merging = (name: string, pid: number) =>
  processOf({
    container: {id: `lxc:${name}`, kind: 'lxc', name},
    pid,
    ksm: {mergingPages: 900, rmapItems: 1000},
  });
const sample = sampleOf({
  ksm: {run: 1, pages_shared: 4, pages_sharing: 7},
  processes: [merging('db', 101), merging('web', 102), merging('batch', 103)],
});

/** A map that the test moves on. */
function scripted() {
  const runs: Array<{listener: MapListener; end: (map?: Partial<SharingMap>) => void}> = [];
  const map = (_: MapRequest, listener: MapListener) => {
    let resolve: (map: SharingMap) => void = () => {};
    const result = new Promise<SharingMap>((settle) => {
      resolve = settle;
    });
    const end = (change: Partial<SharingMap> = {}) => resolve(mapReportOf(change).map);
    runs.push({listener, end});
    return {result, stop: end};
  };
  return {runs, map};
}

test('m reads the map and shows who shares with whom; a cell opens its detail', async () => {
  const {runs, map} = scripted();
  using screen = await startScreen(sample, {columns: 120, rows: 40, map});
  await screen.press('m');
  runs[0]?.listener.progress({processesDone: 1, processesTotal: 3});
  await settled();
  expect(screen.text()).toMatch(/1 of 3 processes +Esc keeps what it has/);
  runs[0]?.end();
  await settled();
  expect(screen.text()).toMatch(
    /^ ksmtop map {3}who shares merged pages with whom: 3 containers, 2 tenants$/m,
  );
  expect(screen.text()).toMatch(/1 db +24\.0 KiB +8\.00 KiB +4\.00 KiB +8\.00 KiB +·/);
  expect(screen.text()).toMatch(/3 batch +8\.00 KiB +· +· +4\.00 KiB +4\.00 KiB/);
  expect(screen.text()).toMatch(/8\.00 KiB of merged memory is shared across tenants/);
  expect(screen.text()).toMatch(/Tenants: ann, bob\./);
  await screen.press(keyCodes.right, keyCodes.enter);
  expect(screen.text()).toMatch(/db and web share 8\.00 KiB\. They belong to different tenants/);
  expect(screen.text()).toMatch(/if it opts out +20\.0 KiB of free memory is needed/);
  await screen.press(keyCodes.escape, keyCodes.left, keyCodes.enter);
  expect(screen.text()).toMatch(/with others +8\.00 KiB: web 8\.00 KiB/);
});

test.each([
  [80, 24],
  [200, 60],
])('a click selects a cell, and opens the selected one, at %d×%d', async (columns, rows) => {
  const {runs, map} = scripted();
  using screen = await startScreen(sample, {columns, rows, map});
  await screen.press('m');
  runs[0]?.end();
  await settled();
  const {line} = placeOf(screen, '2 web');
  const column = placeOf(screen, 'TENANTS').column + 'TENANTS'.length + 2;
  // The last place of the third cell, and the first behind it.
  await screen.press(clickAt(line, column + 30));
  await screen.press(clickAt(line, column + 29));
  expect(screen.text()).toMatch(/^ ksmtop map {3}who shares/m);
  await screen.press(clickAt(line, column + 20));
  expect(screen.text()).toMatch(/web and batch share 4\.00 KiB/);
  await screen.press(keyCodes.escape, keyCodes.enter);
  expect(screen.text()).toMatch(/^ ksmtop map {3}what two containers share/m);
  expect(screen.text()).toMatch(/web and batch share/);
  await screen.press(keyCodes.escape);
  await clickOn(screen, '3 batch');
  await clickOn(screen, '3 batch');
  expect(screen.text()).toMatch(/^ ksmtop map {3}what a container shares within itself/m);
  expect(screen.text()).toMatch(/container +batch/);
});

test.each([
  [80, 24],
  [200, 60],
])('without a cell to move to, keys say that they do nothing, at %d×%d', async (columns, rows) => {
  const {map} = scripted();
  using screen = await startScreen(sample, {columns, rows, map});
  await screen.press('m', 'j');
  expect(screen.status()).toBe('j does nothing here; ? lists the keys.');
  await screen.press(keyCodes.enter);
  expect(screen.status()).toBe('Enter does nothing here; ? lists the keys.');
});

test('Esc stops what runs, then closes; m in the map reads again', async () => {
  const {runs, map} = scripted();
  using screen = await startScreen(sample, {map});
  await screen.press('m', keyCodes.escape);
  await settled();
  expect(screen.text()).toContain('stopped early');
  await screen.press('m');
  expect(runs.length).toBe(2);
  runs[1]?.end();
  await settled();
  await screen.press(keyCodes.escape, 'm');
  expect(runs.length).toBe(2);
  expect(screen.text()).toContain('done');
});

test('the advice names the bytes once a map was read', async () => {
  const {runs, map} = scripted();
  using screen = await startScreen(sample, {columns: 160, rows: 40, map});
  await screen.press('a');
  expect(screen.text()).toMatch(/3 containers have merged memory/);
  await screen.press(keyCodes.escape, 'm');
  runs[0]?.end();
  await settled();
  await screen.press('a');
  expect(screen.text()).toMatch(/8\.00 KiB of merged memory is shared across tenants/);
  expect(screen.text()).not.toMatch(/have merged memory/);
  await screen.show({...sample, ...sampleOf({ksm: {run: 0, pages_shared: 1, pages_sharing: 2}})});
  expect(screen.text()).not.toMatch(/shared across tenants/);
});

test('a kernel that hides frames gets the reason instead of a matrix', async () => {
  const {runs, map} = scripted();
  using screen = await startScreen(sample, {columns: 120, rows: 40, map});
  await screen.press('m');
  runs[0]?.end({hidden: 'frames'});
  await settled();
  expect(screen.text()).toMatch(/cannot determine who shares with whom: without CAP_SYS_ADMIN/);
  expect(screen.text()).not.toMatch(/MERGED/);
});

test('where it cannot be read, m says why', async () => {
  using screen = await startScreen(sample);
  await screen.press('m');
  expect(screen.status()).toMatch(/Cannot map: the memory of its processes cannot be read/);
  using replay = await startReplay([sample]);
  await replay.press('m');
  expect(replay.text()).toMatch(
    /Cannot map: a recording holds no memory; replay --map FILE shows one\./,
  );
});

test('the smallest screen holds the matrix', async () => {
  const {runs, map} = scripted();
  using screen = await startScreen(sample, {columns: 80, rows: 24, map});
  await screen.press('m');
  runs[0]?.end();
  await settled();
  for (const line of screen.lines()) expect(line.length).toBeLessThanOrEqual(80);
  expect(screen.text()).toMatch(/3 batch/);
});
