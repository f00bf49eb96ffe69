import {expect, test} from 'vitest';
import type {
  Estimate,
  EstimateListener,
  EstimateRequest,
} from '../../../../source/model/estimate/savingsEstimate.js';
import {estimateOf} from '../../../fixtures/estimate.js';
import {processOf, sampleOf} from '../../../fixtures/sample.js';
import {settled} from '../../../support/screen/inkTerminal.js';
import {startReplay} from '../../../support/screen/replayScreen.js';
import {keyCodes, startScreen} from '../../../support/screen/screen.js';

const containerOf = (name: string) => ({id: `lxc:${name}`, kind: 'lxc', name}) as const;
const sample = sampleOf({
  ksm: {run: 1, pages_shared: 100, pages_sharing: 800},
  processes: [
    processOf({
      container: containerOf('web'),
      pid: 101,
      command: 'nginx',
      ksm: {mergingPages: 900, rmapItems: 1000},
    }),
    processOf({container: containerOf('db'), pid: 102}),
  ],
});

/** An estimate that the test moves on. */
function scripted() {
  const runs: Array<{
    request: EstimateRequest;
    listener: EstimateListener;
    end: (ended?: Estimate) => void;
  }> = [];
  const estimate = (request: EstimateRequest, listener: EstimateListener) => {
    const whole = estimateOf(request.groups.length);
    let resolve: (estimate: Estimate) => void = () => {};
    const result = new Promise<Estimate>((settle) => {
      resolve = settle;
    });
    runs.push({request, listener, end: (ended = whole) => resolve(ended)});
    const once = ({volatileBytes, ...memory}: Estimate['total']) => memory;
    const stop = () =>
      resolve({
        ...whole,
        secondReadingShare: 0.4,
        total: once(whole.total),
        groups: whole.groups.map(once),
      });
    return {result, stop};
  };
  return {runs, estimate};
}

const idsOf = ({groups}: EstimateRequest) => groups.map(({id}) => id);

test.each([
  [80, 24],
  [200, 60],
])('the panel says what it does in full at %d×%d', async (columns, rows) => {
  const {estimate} = scripted();
  using screen = await startScreen(sample, {columns, rows, estimate});
  await screen.press('e');
  expect(screen.lines()).toHaveLength(rows);
  expect(screen.text().replaceAll(/\s+/g, ' ')).toContain(
    'Memory is read, not changed, at the lowest priority and with at most 25 % of one core.',
  );
});

test.each([
  [80, 24],
  [200, 60],
])('the footer at %d×%d says what Esc does', async (columns, rows) => {
  const {runs, estimate} = scripted();
  using screen = await startScreen(sample, {columns, rows, estimate});
  const footer = () => screen.lines().at(-1);
  await screen.press('e');
  expect(footer()).toMatch(/^Enter start {2}← → choose {2}Esc back {2}/);
  await screen.press(keyCodes.enter);
  expect(footer()).toMatch(/^Esc stop {2}/);
  runs[0]?.end();
  await settled();
  expect(footer()).toMatch(/^Enter start {2}← → choose {2}Esc back {2}/);
});

test.each([
  [80, 24],
  [200, 60],
])('Esc at %d×%d clears a filter before it goes back', async (columns, rows) => {
  const {runs, estimate} = scripted();
  using screen = await startScreen(sample, {columns, rows, estimate});
  await screen.press('e', keyCodes.enter);
  runs[0]?.end();
  await settled();
  await screen.press('/', 'z', keyCodes.enter);
  expect(screen.lines().at(-1)).toContain('Esc clear');
  await screen.press(keyCodes.escape);
  expect(screen.lines().at(-1)).toContain('Esc back');
  expect(screen.text()).toContain('ksmtop estimate');
  await screen.press(keyCodes.escape);
  expect(screen.text()).not.toContain('ksmtop estimate');
});

test('e opens the panel; Enter reads the selected container, and the table fills', async () => {
  const {runs, estimate} = scripted();
  using screen = await startScreen(sample, {columns: 120, rows: 40, estimate});
  await screen.press('e');
  expect(screen.text()).toContain('Enter reads  web  ·  all containers');
  await screen.press(keyCodes.enter);
  expect(runs.map(({request}) => idsOf(request))).toEqual([['lxc:web']]);
  runs[0]?.listener.progress({
    stage: 'first reading',
    processesDone: 0,
    processesTotal: 1,
    bytesDone: 524_288,
    bytesTotal: 1_048_576,
    bytesRead: 524_288,
    secondReadingShare: 0,
  });
  await settled();
  expect(screen.text()).toMatch(
    /512 KiB read, 50.0? % of 1.00 MiB, .+ left +Esc keeps what it has$/m,
  );
  runs[0]?.listener.soFar(estimateOf(1));
  await settled();
  expect(screen.text()).toMatch(/web .* 600 B .* 400 B .* 1000 B +\+900 B +yes/);
  runs[0]?.end();
  await settled();
  expect(screen.text()).toMatch(/done at \d\d:\d\d:\d\d, in 3.0 s/);
  expect(screen.text()).toContain('Opting all of it out again takes up to 1000 B of free memory.');
});

test('arrows choose all containers; Esc first stops, then closes; the list shows WOULD SAVE', async () => {
  const {runs, estimate} = scripted();
  using screen = await startScreen(sample, {columns: 160, rows: 40, estimate});
  expect(screen.text()).not.toContain('WOULD SAVE');
  await screen.press('e', keyCodes.right, keyCodes.enter);
  expect(runs.map(({request}) => idsOf(request).toSorted())).toEqual([['lxc:db', 'lxc:web']]);
  await screen.press(keyCodes.escape);
  await settled();
  expect(screen.text()).toContain('stopped early');
  expect(screen.text().replaceAll(/\s+/g, ' ')).toContain(
    'At most this much would be saved: only 40.0 % of the second reading was done',
  );
  expect(screen.rows()[0]).toMatch(/db .* 400 B +– .*1000 B/);
  await screen.press(keyCodes.escape);
  expect(screen.text()).toContain('WOULD SAVE');
  expect(screen.rows()[0]).toMatch(/web .*≤1000 B \d+ (?:s|min|h|d)/);
});

test('what would be saved of a container of which nothing was read is unknown', async () => {
  const {runs, estimate} = scripted();
  using screen = await startScreen(sample, {columns: 160, rows: 40, estimate});
  await screen.press('e', keyCodes.enter);
  const whole = estimateOf(1);
  const unread = {...whole.total, memoryBytes: 0, notLookedAtBytes: 2_097_152};
  runs[0]?.end({...whole, groups: [unread], best: []});
  await settled();
  expect(screen.rows()[0]).toMatch(/web +0 B( +–){5} +2\.00 MiB( +–){4} *$/);
  await screen.press(keyCodes.escape);
  expect(screen.text()).not.toMatch(/web .*1000 B/);
});

test('in the list of processes e reads the selected process', async () => {
  const {runs, estimate} = scripted();
  using screen = await startScreen(sample, {columns: 120, rows: 40, estimate});
  await screen.press(keyCodes.enter, 'e');
  expect(screen.text()).toContain('nginx 101');
  await screen.press(keyCodes.enter);
  expect(runs.map(({request}) => idsOf(request))).toEqual([['process:101']]);
});

test('where memory cannot be read, and in a replay, e says why', async () => {
  using screen = await startScreen(sample, {columns: 120, rows: 40});
  await screen.press('e');
  expect(screen.status()).toContain('Cannot estimate: the memory of its processes');
  using replay = await startReplay([sample], {columns: 120, rows: 40});
  await replay.press('e');
  expect(replay.text()).toContain(
    'Cannot estimate: a recording holds no memory; replay --estimate FILE shows one.',
  );
});
