import {describe, expect, test} from 'vitest';
import type {EstimateRequest} from '../../../../source/model/estimate/savingsEstimate.js';
import type {MapRequest} from '../../../../source/model/map/sharingMap.js';
import {estimateJson} from '../../../../source/output/estimate/estimateJson.js';
import {mapJson} from '../../../../source/output/map/mapJson.js';
import {estimateOf} from '../../../fixtures/estimate.js';
import {mapReportOf} from '../../../fixtures/map.js';
import {noteWords, prepareFarSide, untilTold} from '../../../support/hosts/scriptedKsmtop.js';
import {until} from '../../../support/until.js';

const estimateRequest: EstimateRequest = {
  groups: [
    {id: "lxc:it's", kind: 'lxc', name: 'web', processes: []},
    {id: 'process:12', kind: 'process', name: 'db 12', processes: [{pid: 12, startTicks: 7000}]},
  ],
  mergedElsewhere: [],
  settings: {maxPageSharing: 256, useZeroPages: false},
  pageBytes: 4096,
  rmapItemBytes: 64,
  cpuPercent: 25,
  timeLimitSeconds: 600,
};
const estimate = estimateJson({
  timeMs: 0,
  groups: estimateRequest.groups,
  estimate: estimateOf(2),
});

const report = mapReportOf();
const mapRequest: MapRequest = {
  groups: report.groups,
  joinCopies: false,
  severalNodes: false,
  pageBytes: 4096,
  cpuPercent: 25,
  timeLimitSeconds: 600,
};

const farSide = prepareFarSide();

describe('the estimate of a ksmtop there', () => {
  test('is of the same groups, and its figures are taken', async () => {
    const {result} = farSide.start(noteWords, estimate).estimate(estimateRequest);
    expect(await result).toEqual({...estimateOf(2)});
    expect(farSide.words()).toEqual([
      'estimate',
      '--format',
      'json',
      '--cpu',
      '25',
      "lxc:it's",
      '12@7000',
    ]);
  });

  test('tells how far it is, and what is no such line is skipped', async () => {
    const now = {
      ...{stage: 'first reading', processesDone: 1, processesTotal: 4, bytesDone: 4096},
      ...{bytesTotal: 16_384, bytesRead: 8192, secondReadingShare: 0},
    };
    const lines = ['null', '{', '{"bytesDone":-1}', JSON.stringify(now)];
    const script = `${lines.map((line) => `echo 'progress ${line}'`).join('; ')}; test -n "$KSMTOP_PROGRESS" && cat answer`;
    const seen: unknown[] = [];
    const {result} = farSide
      .start(script, estimate)
      .estimate(estimateRequest, {progress: (progress) => seen.push(progress)});
    expect(await result).toEqual({...estimateOf(2)});
    expect(seen).toEqual([now]);
  });

  test('stopped, it ends with what it has', async () => {
    const {result, stop} = farSide.start(untilTold, estimate).estimate(estimateRequest);
    await until('it runs', () => farSide.has('begun'));
    stop();
    expect((await result).groups).toHaveLength(2);
  });

  test('is refused with what to do', async () => {
    const failed = (script?: string) => farSide.start(script).estimate(estimateRequest).result;
    await expect(failed()).rejects.toThrow(
      'hn1 has no ksmtop, and only a program there can do this. Install its package',
    );
    await expect(failed('echo "ksmtop: bad" >&2; exit 2')).rejects.toThrow(
      'the ksmtop on hn1 is too old, or otherwise of another version than this one (it says: bad). Update it.',
    );
    await expect(failed('printf "ksmtop: no \\033[2Jmemory\\n" >&2; exit 1')).rejects.toThrow(
      /^Cannot estimate: no \?\[2Jmemory$/,
    );
    await expect(failed('echo "[]x"')).rejects.toThrow(
      'the answer of ksmtop on hn1 cannot be read',
    );
  });
});

describe('the sharing map of a ksmtop there', () => {
  test('is the one that it prints', async () => {
    const {result} = farSide.start(noteWords, mapJson(report)).map({
      ...mapRequest,
      tenantPattern: "^(it's)$",
    });
    const {leftOut, ...map} = await result;
    expect({...map, leftOut}).toEqual(report.map);
    expect(farSide.words()).toEqual([
      'map',
      '--format',
      'json',
      '--cpu',
      '25',
      "--tenants=^(it's)$",
    ]);
  });

  test('tells how far it is', async () => {
    const seen: unknown[] = [];
    const script = `echo 'progress {"processesDone":2,"processesTotal":9}'; cat answer`;
    const {result} = farSide
      .start(script, mapJson(report))
      .map(mapRequest, {progress: (progress) => seen.push(progress)});
    expect(await result).toEqual(report.map);
    expect(seen).toEqual([{processesDone: 2, processesTotal: 9}]);
  });

  test('comes after what login scripts print', async () => {
    const {result} = farSide
      .start('echo Welcome back; cat answer', mapJson(report))
      .map(mapRequest);
    expect(await result).toEqual(report.map);
  });

  test('says what the kernel hides there', async () => {
    const hidden = mapReportOf({hidden: 'frames', groups: []});
    const {result} = farSide.start('cat answer', mapJson(hidden)).map(mapRequest);
    expect(await result).toMatchObject({hidden: 'frames', frames: 0, cells: []});
  });

  test('stopped, it ends with what it has, and nothing is left there', async () => {
    const {result, stop} = farSide.start(untilTold, mapJson(report)).map(mapRequest);
    await until('it runs', () => farSide.has('begun'));
    stop();
    expect(await result).toEqual(report.map);
    expect(farSide.has('ended')).toBe(true);
  });

  test('is told to end when the host is closed', async () => {
    const far = farSide.start(untilTold, mapJson(report));
    const {result} = far.map(mapRequest);
    await until('it runs', () => farSide.has('begun'));
    await far.close();
    expect(farSide.has('ended')).toBe(true);
    await result;
  });

  const whole = JSON.parse(mapJson(report));
  test.each([
    ['no JSON', '{"time"'],
    ['a list', '[1]'],
    ['nothing', ''],
    ['no containers', JSON.stringify({...whole, containers: undefined})],
    ['containers that are none', JSON.stringify({...whole, containers: [3]})],
    ['counts that are words', JSON.stringify({...whole, frames: 'many'})],
    ['counts below zero', JSON.stringify({...whole, mappings: -1})],
    ['cells that are an object', JSON.stringify({...whole, cells: {length: 1e9}})],
    ['tenants that are numbers', JSON.stringify(whole).replaceAll('["ann"]', '[7]')],
    ['an unknown reason to hide', JSON.stringify({...whole, hidden: 'everything'})],
  ])('is refused if it has %s', async (_, answer) => {
    const {result} = farSide.start('cat answer', answer).map(mapRequest);
    await expect(result).rejects.toThrow(/^Cannot map: the answer of ksmtop on hn1 cannot be read/);
  });

  test('names of tenants cannot steer the terminal', async () => {
    const answer = JSON.stringify(whole).replaceAll(
      '"ann"',
      JSON.stringify(`\u001b[2J${'x'.repeat(999)}`),
    );
    const {groups} = await farSide.start('cat answer', answer).map(mapRequest).result;
    expect(groups[0]?.tenants).toEqual([`?[2J${'x'.repeat(196)}`]);
  });

  test('containers that were not asked for are dropped', async () => {
    const answer = JSON.stringify(whole).replaceAll('lxc:batch', 'lxc:other');
    const {cells} = await farSide.start('cat answer', answer).map(mapRequest).result;
    expect(cells).toEqual(report.map.cells.filter(({b}) => b < 2));
  });

  test('an answer without an end is cut off', async () => {
    const {result} = farSide.start('exec yes "{\\"frames\\": 1"').map(mapRequest);
    await expect(result).rejects.toThrow(
      'Cannot map: it sent more than 64 MiB, so the connection was closed.',
    );
    const chatter = farSide.start('exec yes complaint >&2').map(mapRequest);
    await expect(chatter.result).rejects.toThrow(/more than 1 MiB of error messages/);
  });

  test('one that takes too long is told to end', async () => {
    const far = farSide.start(untilTold, mapJson(report));
    const {result} = far.map({...mapRequest, timeLimitSeconds: -29.5});
    expect(await result).toEqual(report.map);
  });

  test('told to end when it has ended leaves nothing to wait for', async () => {
    const timers = () =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const {result, stop} = farSide.start('cat answer', mapJson(report)).map(mapRequest);
    await result;
    const before = timers();
    stop();
    expect(timers()).toBe(before);
  });
});
