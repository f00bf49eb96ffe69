import {describe, expect, test} from 'vitest';
import {processOf, sampleOf} from '../../fixtures/sample.js';
import {keyCodes, startScreen} from '../../support/screen/screen.js';

const container = {kind: 'lxc', id: 'lxc:w01', name: 'w01'} as const;
const commandLine = `/usr/sbin/mysqld --datadir=/srv/${'long-'.repeat(20)}end`;
const offered = processOf({
  container,
  commandLine,
  ksm: {rmapItems: 100, mergingPages: 90, mergeable: true, mergeAny: false},
});
const asking = processOf({
  container,
  pid: 2,
  commandLine: 'asking',
  preload: {mapped: false, requested: '/lib/libksm_preload.so'},
});

describe.each([
  [80, 24],
  [200, 60],
] as const)('the list of processes at %d×%d', (columns, rows) => {
  test('tells the way by OPT-IN, and by STATE how far it got', async () => {
    const sample = sampleOf({processes: [offered, asking]});
    using screen = await startScreen(sample, {columns, rows});
    await screen.press(keyCodes.enter);
    expect(screen.text()).toMatch(/COMMAND .*STATE /);
    expect(screen.text()).not.toContain('PRELOAD');
    expect(screen.lines().find((line) => line.includes('mysqld'))).toMatch(/ merging /);
    expect(screen.lines().find((line) => line.includes('asking'))).toMatch(/ requested ▲ /);
    await screen.press('P');
    expect(screen.lines().findIndex((line) => line.includes('asking'))).toBeLessThan(
      screen.lines().findIndex((line) => line.includes('mysqld')),
    );
  });

  test('has no column of equal pids, and gives COMMAND the room', async () => {
    const sample = sampleOf({processes: [offered]});
    using screen = await startScreen(sample, {columns, rows});
    await screen.press(keyCodes.enter);
    expect(screen.text()).not.toContain('INSIDE');
    const shown = screen.text().match(/mysqld --datadir=\S*/)?.[0] ?? '';
    expect(shown.length).toBeGreaterThan(columns === 80 ? 18 : 85);
  });
});

test('where processes have pids of their own inside, they are shown', async () => {
  const sample = sampleOf({processes: [{...offered, innerPid: 7}]});
  using screen = await startScreen(sample, {columns: 200, rows: 60});
  await screen.press(keyCodes.enter);
  expect(screen.text()).toContain('INSIDE');
});
